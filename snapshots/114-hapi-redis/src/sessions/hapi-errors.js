// What hapi answers to an error of the session.
import { STATUS_CODES } from 'node:http'
import {
  CrossOriginError,
  RecentAuthRequiredError,
  SessionConflictError,
  SessionDestroyedError,
  SessionStoreError,
} from './session-errors.js'

/** @import { Request, ResponseObject, ResponseToolkit } from '@hapi/hapi' */

/**
 * Those that carry a status.
 *
 * @type {readonly (abstract new (...args: never) => Error & { readonly statusCode: number })[]}
 */
const ERRORS = [
  SessionDestroyedError,
  SessionStoreError,
  SessionConflictError,
  CrossOriginError,
  RecentAuthRequiredError,
]

/**
 * hapi takes a status from Boom alone: of anything else that is thrown it makes a 500.
 *
 * @param {Request['response']} response
 * @returns {void}
 */
export function giveStatus(response) {
  const known = ERRORS.find((kind) => response instanceof kind)
  if (known !== undefined && response instanceof Error) {
    response.output.statusCode = statusOf(response)
    response.reformat()
  }
}

/**
 * What hapi itself would answer. Who throws in `onPreResponse` keeps the extensions behind from running.
 *
 * @param {ResponseToolkit} h
 * @param {unknown} error
 * @returns {ResponseObject}
 */
export function answerInstead(h, error) {
  const statusCode = statusOf(error)
  if (statusCode === 500) {
    throw error
  }
  const message = error instanceof Error ? error.message : ''
  return h.response({ statusCode, error: STATUS_CODES[statusCode], message }).code(statusCode)
}

/**
 * Where hapi has answered already, or was never asked: all that a caller gets to know is the status.
 *
 * @param {Request} request
 * @param {unknown} error
 * @returns {void}
 */
export function answerBare(request, error) {
  const status = statusOf(error)
  request.log(['session', 'error'], error instanceof Error ? error : String(error))
  request.raw.res.writeHead(status, { 'Content-Type': 'text/plain' }).end(STATUS_CODES[status])
}

/**
 * @param {unknown} error
 * @returns {number}
 */
function statusOf(error) {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  return status >= 400 && status in STATUS_CODES ? status : 500
}
