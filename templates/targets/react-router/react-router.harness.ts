// A real React Router server with the contract's routes, all of them in one route that takes any path.
import { ReadableStream, TextEncoderStream } from 'node:stream/web'
import type { MiddlewareFunction, RouterContextProvider } from 'react-router'
import {
  type Answer,
  answerError,
  contractRoutes,
  type ContractRoute,
  isStream,
  type RouteContext,
} from '../../contracts/contract-app.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import { serve } from './react-router-build.harness.ts'
import type {
  getSession as authoredGet,
  requestOptionsContext as authoredOptions,
  sessions as authored,
  SessionsOptions,
} from './react-router.ts'

/** What an index of emitted code exports, or the authored module. */
export interface Emitted {
  readonly sessions: typeof authored
  readonly getSession: typeof authoredGet
  readonly requestOptionsContext: typeof authoredOptions
}

/**
 * Starts the contract's application.
 *
 * @param emitted The authored module, or the index of an emitted tree.
 */
export async function start(
  { sessions, getSession, requestOptionsContext }: Emitted,
  options: SessionsOptions,
  more: readonly ContractRoute[] = [],
): Promise<RunningServer> {
  const routes = new Map([...contractRoutes(), ...more].map((route) => [`${route.method} ${route.path}`, route]))
  const routeOf = ({ method, url }: Request): ContractRoute | undefined =>
    routes.get(`${method === 'HEAD' ? 'GET' : method} ${new URL(url).pathname}`)
  const contextOf = (request: Request, context: Readonly<RouterContextProvider>): RouteContext => ({
    get session() {
      return getSession(context)
    },
    query: new URL(request.url).searchParams,
  })

  // Where there is no page, no boundary answers an error of the sessions: a middleware before them does.
  const answerErrors: MiddlewareFunction<Response> = async ({ request, context }, next) => {
    try {
      return await next()
    } catch (error) {
      return send(answerError(error, contextOf(request, context)))
    }
  }
  const skipSession: MiddlewareFunction<Response> = ({ request, context }) => {
    if (routeOf(request)?.skipSession === true) {
      context.set(requestOptionsContext, { skipSession: true })
    }
  }
  const server = await serve({
    middleware: [answerErrors, skipSession, sessions(options)],
    async answer(request, context) {
      const route = routeOf(request)
      if (route === undefined) {
        return new Response('Not Found', { status: 404 })
      }
      try {
        return send(await route.handle(contextOf(request, context)))
      } catch (error) {
        return send(answerError(error, contextOf(request, context)))
      }
    },
    parts: {},
    handleError: () => {},
  })
  return { ...server, framework: { refusedMethods: { PROPFIND: 405 } } }
}

function send({ status = 200, headers = [], body }: Answer): Response {
  const all = new Headers(headers.map(([name, value]): [string, string] => [name, value]))
  if (isStream(body)) {
    const encoded = ReadableStream.from(body).pipeThrough(new TextEncoderStream())
    return new Response(encoded as ConstructorParameters<typeof Response>[0], { status, headers: all })
  }
  const text = typeof body === 'object' ? JSON.stringify(body) : body
  if (typeof body === 'object') {
    all.set('Content-Type', 'application/json')
  }
  if (text !== undefined) {
    // React Router's server does not count.
    all.set('Content-Length', String(new TextEncoder().encode(text).length))
  }
  return new Response(text ?? null, { status, headers: all })
}
