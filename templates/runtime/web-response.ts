// The Response of the Fetch API that a session goes out with, and those that answer errors.
import type { Connection, Message } from './connection.ts'
import type { SessionMiddleware } from './middleware.ts'

/**
 * Saves the session, and puts its cookie on the answer of a handler.
 *
 * @returns The answer itself where there was nothing to put on it, else a copy.
 */
export async function saveInResponse(
  middleware: SessionMiddleware,
  connection: Connection,
  answer: Response,
): Promise<Response> {
  let response = answer
  const change = (edit: (headers: Headers) => void): void => {
    // In a copy: the application may give others the same response, and that of a `fetch` has headers that can't be changed.
    if (response === answer) {
      const { status, statusText, headers, body } = answer
      response = new Response(body, { status, statusText, headers: new Headers(headers) })
    }
    edit(response.headers)
  }
  const head: Message = {
    get: (name) => response.headers.get(name),
    set: (name, value) => change((headers) => headers.set(name, value)),
    getSetCookie: () => response.headers.getSetCookie(),
    setSetCookie: (lines) =>
      change((headers) => {
        headers.delete('Set-Cookie')
        lines.forEach((line) => headers.append('Set-Cookie', line))
      }),
  }
  try {
    await middleware.createSendWrapper(connection)(head)
    return response
  } catch (error) {
    // Nobody will read the body. One that fails when it hears of that has nobody to tell.
    response.body?.cancel().catch(() => {})
    throw error
  }
}

/** Where the application does not answer errors by itself. All that a caller gets to know of one is its status. */
export function answerError(error: unknown): Response {
  const status = statusOf(error)
  if (status >= 500) {
    console.error(error)
  }
  return new Response(null, { status })
}

/** 403 of a request that another site sent, 503 of a store that does not answer, and so on. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  return Number.isInteger(status) && status >= 400 && status <= 599 ? status : 500
}
