// What hapi answers to an error of the session.
import { STATUS_CODES } from 'node:http'
import type { Request, ResponseObject, ResponseToolkit } from '@hapi/hapi'
import { SessionDestroyedError } from './session-errors.js'

/** Those that carry a status. */
const ERRORS: readonly (abstract new (...args: never) => Error & { readonly statusCode: number })[] = [
  SessionDestroyedError,
]

/** hapi takes a status from Boom alone: of anything else that is thrown it makes a 500. */
export function giveStatus(response: Request['response']): void {
  const known = ERRORS.find((kind) => response instanceof kind)
  if (known !== undefined && response instanceof Error) {
    response.output.statusCode = statusOf(response)
    response.reformat()
  }
}

/** What hapi itself would answer. Who throws in `onPreResponse` keeps the extensions behind from running. */
export function answerInstead(h: ResponseToolkit, error: unknown): ResponseObject {
  const statusCode = statusOf(error)
  if (statusCode === 500) {
    throw error
  }
  const message = error instanceof Error ? error.message : ''
  return h.response({ statusCode, error: STATUS_CODES[statusCode], message }).code(statusCode)
}

/** Where hapi has answered already, or was never asked: all that a caller gets to know is the status. */
export function answerBare(request: Request, error: unknown): void {
  const status = statusOf(error)
  request.log(['session', 'error'], error instanceof Error ? error : String(error))
  request.raw.res.writeHead(status, { 'Content-Type': 'text/plain' }).end(STATUS_CODES[status])
}

function statusOf(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  return status >= 400 && status in STATUS_CODES ? status : 500
}
