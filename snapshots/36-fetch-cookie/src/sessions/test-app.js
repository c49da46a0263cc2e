// The application of the tests: a handler, asked as a platform asks it.
import { getSession, sessions } from './fetch.js'

/**
 * @import { SessionBackend } from './session-backend.js'
 * @import { RequestHandler, TestApp } from './test-visitor.js'
 */

/**
 * @param {SessionBackend} backend
 * @returns {Promise<TestApp>}
 */
export async function startApp(backend) {
  const answer = sessions({ backend })(
    /** @returns {Promise<Response>} */ async (
      /** @type {Request} */ request,
      /** @type {RequestHandler} */ handler,
    ) => {
      const parts = await handler(() => getSession(request))
      return new Response(parts === null ? null : bodyOf(parts))
    },
    // Errors that a test asks for are not printed.
    { onError: () => new Response(null, { status: 500 }) },
  )

  return {
    request: (path, cookie, handler) =>
      answer(new Request(new URL(path, 'http://localhost'), { headers: cookie === '' ? {} : { cookie } }), handler),
    close: async () => {},
  }
}

/**
 * @param {AsyncIterable<string>} parts
 * @returns {ReadableStream<Uint8Array>}
 */
function bodyOf(parts) {
  const encoder = new TextEncoder()
  return new ReadableStream({
    /** @returns {Promise<void>} */
    async start(controller) {
      for await (const part of parts) {
        controller.enqueue(encoder.encode(part))
      }
      controller.close()
    },
  })
}
