// The application of the tests: Elysia, asked as a server asks it.
import { Elysia } from 'elysia'
import { sessions } from './elysia.js'

/**
 * @import { SessionBackend } from './session-backend.js'
 * @import { RequestHandler, TestApp } from './test-visitor.js'
 */

/**
 * @param {SessionBackend} backend
 * @returns {Promise<TestApp>}
 */
export async function startApp(backend) {
  /** @type {WeakMap<Request, RequestHandler>} */
  const handlers = new WeakMap()
  const app = new Elysia().use(sessions({ backend })).get('/*', async (context) => {
    const parts = await handlers.get(context.request)?.(() => context.session)
    return new Response(parts == null ? null : bodyOf(parts))
  })

  return {
    async request(path, cookie, handler) {
      const request = new Request(new URL(path, 'http://localhost'), { headers: cookie === '' ? {} : { cookie } })
      handlers.set(request, handler)
      return app.handle(request)
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
