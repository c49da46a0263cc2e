// The application of the tests: h3, asked as a server asks it.
import { H3 } from 'h3'
import { sessions } from './h3.js'

/**
 * @import { SessionBackend } from './session-backend.js'
 * @import { RequestHandler, TestApp } from './test-visitor.js'
 */

/**
 * @param {SessionBackend} backend
 * @returns {Promise<TestApp>}
 */
export async function startApp(backend) {
  /** @type {WeakMap<object, RequestHandler>} */
  const handlers = new WeakMap()
  // Errors that a test asks for are not printed.
  const app = new H3({ silent: true })
  app.use(sessions({ backend }))
  app.get('/**', async (event) => {
    const parts = await handlers.get(event.req)?.(() => event.context.session)
    return new Response(parts == null ? null : bodyOf(parts))
  })

  return {
    async request(path, cookie, handler) {
      const request = new Request(new URL(path, 'http://localhost'), { headers: cookie === '' ? {} : { cookie } })
      handlers.set(request, handler)
      return app.request(request)
    },
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
