// The application of the tests: an `onRequest`, called as Astro calls it.
import { createContext } from 'astro/middleware'
import { sessions } from './astro.js'

/**
 * @import { APIContext } from 'astro'
 * @import { SessionBackend } from './session-backend.js'
 * @import { RequestHandler, TestApp } from './test-visitor.js'
 */

/**
 * @param {SessionBackend} backend
 * @returns {Promise<TestApp>}
 */
export async function startApp(backend) {
  const onRequest = sessions({ backend })

  return {
    async request(path, cookie, handler) {
      const request = new Request(new URL(path, 'http://localhost'), { headers: cookie === '' ? {} : { cookie } })
      const context = createContext({ request, defaultLocale: '' })
      /**
       * @param {() => Promise<Response>} next
       * @returns {Promise<Response>}
       */
      const run = async (next) => (await onRequest(context, next)) ?? new Response(null, { status: 500 })
      try {
        return await run(() => answer(context, handler))
      } catch {
        // The error page goes through the middleware as well. What a test asks to fail is not printed.
        return run(async () => new Response('An error', { status: 500 }))
      }
    },
    close: async () => {},
  }
}

/**
 * @param {APIContext} options
 * @param {RequestHandler} handler
 * @returns {Promise<Response>}
 */
async function answer({ locals }, handler) {
  const parts = await handler(() => locals.session)
  return new Response(parts === null ? null : bodyOf(parts))
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
