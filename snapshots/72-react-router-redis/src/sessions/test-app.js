// The application of the tests: one route, asked as React Router's server asks it.
import { createContext, createStaticHandler, RouterContextProvider } from 'react-router'
import { getSession, sessions } from './react-router.server.js'

/**
 * @import { MiddlewareFunction, RouterContext, RouteObject } from 'react-router'
 * @import { SessionBackend } from './session-backend.js'
 * @import { RequestHandler, TestApp } from './test-visitor.js'
 */

/** @type {RouterContext<RequestHandler>} */
const handlerContext = createContext()

/**
 * @param {SessionBackend} backend
 * @returns {Promise<TestApp>}
 */
export async function startApp(backend) {
  /** @type {RouteObject} */
  const route = {
    path: '*',
    // Routes that are made by hand may be in the browser, too, where there is no response: their type asks for none.
    middleware: [/** @type {MiddlewareFunction} */ (sessions({ backend }))],
    /** @returns {Promise<Response>} */
    loader: async ({ context }) => {
      const parts = await context.get(handlerContext)(() => getSession(context))
      return new Response(parts === null ? null : bodyOf(parts))
    },
  }
  const { queryRoute } = createStaticHandler([route])

  return {
    async request(path, cookie, handler) {
      const requestContext = new RouterContextProvider()
      requestContext.set(handlerContext, handler)
      const request = new Request(new URL(path, 'http://localhost'), { headers: cookie === '' ? {} : { cookie } })
      // As on the server, what a loader throws is an answer before the middlewares see it; so is, at last, what they throw.
      /** @returns {Response} */
      const answerError = () => new Response(null, { status: 500 })
      return queryRoute(request, {
        requestContext,
        generateMiddlewareResponse: (query) => query(request).catch(answerError),
      }).catch(answerError)
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
