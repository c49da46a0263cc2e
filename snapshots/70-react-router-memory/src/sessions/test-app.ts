// The application of the tests: one route, asked as React Router's server asks it.
import {
  createContext,
  createStaticHandler,
  type MiddlewareFunction,
  type RouterContext,
  type RouteObject,
  RouterContextProvider,
} from 'react-router'
import type { SessionBackend } from './session-backend'
import type { RequestHandler, TestApp } from './test-visitor'
import { getSession, sessions } from './react-router.server'

const handlerContext: RouterContext<RequestHandler> = createContext()

export async function startApp(backend: SessionBackend): Promise<TestApp> {
  const route: RouteObject = {
    path: '*',
    // Routes that are made by hand may be in the browser, too, where there is no response: their type asks for none.
    middleware: [sessions({ backend }) as MiddlewareFunction],
    loader: async ({ context }): Promise<Response> => {
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
      const answerError = (): Response => new Response(null, { status: 500 })
      return queryRoute(request, {
        requestContext,
        generateMiddlewareResponse: (query) => query(request).catch(answerError),
      }).catch(answerError)
    },
    close: async () => {},
  }
}

function bodyOf(parts: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async start(controller): Promise<void> {
      for await (const part of parts) {
        controller.enqueue(encoder.encode(part))
      }
      controller.close()
    },
  })
}
