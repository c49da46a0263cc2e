// The application of the tests: a `handle`, called as SvelteKit calls it.
import { sessions } from './sveltekit.js'

/**
 * @import { RequestEvent } from '@sveltejs/kit'
 * @import { SessionBackend } from './session-backend.js'
 * @import { RequestHandler, TestApp } from './test-visitor.js'
 */

/**
 * @param {SessionBackend} backend
 * @returns {Promise<TestApp>}
 */
export async function startApp(backend) {
  const handle = sessions({ backend })
  // Errors that a test asks for are not printed.
  /** @returns {Response} */
  const answerError = () => new Response(null, { status: 500 })

  return {
    async request(path, cookie, handler) {
      const event = eventOf(
        new Request(new URL(path, 'http://localhost'), { headers: cookie === '' ? {} : { cookie } }),
      )
      /** @returns {Promise<Response>} */
      const resolve = () => answer(event, handler).catch(answerError)
      try {
        return await handle({ event, resolve })
      } catch {
        return answerError()
      }
    },
    close: async () => {},
  }
}

/**
 * As much of an event as there is without a route.
 *
 * @param {Request} request
 * @returns {RequestEvent}
 */
function eventOf(request) {
  return /** @type {RequestEvent} */ ({ request, url: new URL(request.url), locals: /** @type {App.Locals} */ ({}) })
}

/**
 * @param {RequestEvent} options
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
