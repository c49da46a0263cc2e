// The application of the tests: a function, called as AWS Lambda calls it for an HTTP API.
import { Readable } from 'node:stream'
import { getSession, sessions } from './aws-lambda.js'

/**
 * @import { SessionBackend } from './session-backend.js'
 * @import { RequestHandler, TestApp } from './test-visitor.js'
 * @import { HttpEvent } from './lambda-event.js'
 * @import { HttpResult } from './lambda-result.js'
 */

/**
 * @param {SessionBackend} backend
 * @returns {Promise<TestApp>}
 */
export async function startApp(backend) {
  /** @type {WeakMap<HttpEvent, AsyncIterable<string>>} */
  const bodies = new WeakMap()
  const answer = sessions({ backend })(
    /** @returns {Promise<HttpResult>} */ async (
      /** @type {HttpEvent} */ event,
      /** @type {RequestHandler} */ handler,
    ) => {
      // AWS Lambda would send it whole. Here it is told apart from the head, for the tests that look at each.
      bodies.set(event, (await handler(() => getSession(event))) ?? Readable.from([]))
      return { statusCode: 200, body: '' }
    },
    // Errors that a test asks for are not printed.
    { onError: () => ({ statusCode: 500, body: '' }) },
  )

  return {
    async request(path, cookie, handler) {
      const event = {
        rawPath: path,
        cookies: cookie === '' ? [] : cookie.split('; '),
        requestContext: { http: { method: 'GET' } },
      }
      const { statusCode: status, headers = {}, cookies = [] } = await answer(event, handler)
      const head = new Headers(Object.entries(headers).map(([name, value]) => [name, String(value)]))
      cookies.forEach((line) => head.append('Set-Cookie', line))
      const body = /** @type {ReadableStream} */ (
        Readable.toWeb(Readable.from(bodies.get(event) ?? [], { objectMode: false }))
      )
      return new Response(body, { status, headers: head })
    },
    close: async () => {},
  }
}
