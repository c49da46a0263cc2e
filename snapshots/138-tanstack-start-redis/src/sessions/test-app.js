// The application of the tests: a request middleware, called as TanStack Start calls it.
import { createServerEntry, getResponseHeaders } from '@tanstack/react-start/server'
import { sessions } from './tanstack-start.server.js'

/**
 * @import { SessionBackend } from './session-backend.js'
 * @import { RequestHandler, TestApp } from './test-visitor.js'
 * @import { SessionContext, SessionsHandler } from './tanstack-start.server.js'
 */

/**
 * What Start hands to a request middleware.
 *
 * @typedef {Parameters<SessionsHandler>[0]} Call
 */

/**
 * @param {SessionBackend} backend
 * @returns {Promise<TestApp>}
 */
export async function startApp(backend) {
  const handle = sessions({ backend })

  return {
    async request(path, cookie, handler) {
      const request = new Request(new URL(path, 'http://localhost'), { headers: cookie === '' ? {} : { cookie } })
      const entry = createServerEntry({ fetch: () => answer(request, handle, handler) })
      return entry.fetch(request)
    },
    close: async () => {},
  }
}

/**
 * As Start does it, in the scope of a request: its response gets the headers that Start was told.
 *
 * @param {Request} request
 * @param {SessionsHandler} handle
 * @param {RequestHandler} handler
 * @returns {Promise<Response>}
 */
async function answer(request, handle, handler) {
  /** @type {ReadableStream<Uint8Array> | null} */
  let body = null
  /**
   * @param {{ context: SessionContext }} options
   * @returns {Promise<object>}
   */
  const next = async ({ context }) => {
    const parts = await handler(() => context.session())
    body = parts === null ? null : bodyOf(parts)
    return {}
  }
  const { pathname } = new URL(request.url)
  try {
    await handle(
      /** @type {Call} */ (/** @type {unknown} */ ({ request, pathname, context: {}, handlerType: 'router', next })),
    )
    return new Response(body, { headers: new Headers([...getResponseHeaders()]) })
  } catch {
    // Errors that a test asks for are not printed.
    return new Response(null, { status: 500, headers: new Headers([...getResponseHeaders()]) })
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
