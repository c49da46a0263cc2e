// A real TanStack Start server with the contract's routes: a built application that takes in its middlewares and handlers from here.
import { AsyncLocalStorage } from 'node:async_hooks'
import { join } from 'node:path'
import { ReadableStream, TextEncoderStream } from 'node:stream/web'
import { type AnyRequestMiddleware, createMiddleware } from '@tanstack/react-start'
import { serve } from 'srvx/node'
import {
  type Answer,
  answerError,
  contractRoutes,
  type ContractRoute,
  isStream,
  type RouteContext,
} from '../../contracts/contract-app.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import { buildApplication, type ServerEntry } from './tanstack-start-build.harness.ts'
import type { SessionContext, sessions as authored, SessionsOptions } from './tanstack-start.ts'

/** What the application in fixtures/frameworks/tanstack-start asks for. */
export interface Application {
  readonly requestMiddleware: readonly AnyRequestMiddleware[]
  /** Requests that are for no page and no function. */
  readonly answer: (request: Request, context: SessionContext) => Response | Promise<Response>
  /** What its functions do: one that is called by GET, and by the loaders of `/pages/<name>`, and one that is called by POST. */
  readonly ask: (context: SessionContext, name?: string) => unknown
  readonly act: (context: SessionContext, name?: string) => unknown
}

/** Where the application looks for what is handed over: the code that is built is there once, and each server has its own. */
const handedOver = new AsyncLocalStorage<Application>()
Object.assign(globalThis, { [Symbol.for('create-session.tanstack-start')]: handedOver })

/**
 * Starts the contract's application.
 *
 * @param sessions That of the authored module, or of an emitted tree.
 */
export function start(
  { sessions }: { readonly sessions: typeof authored },
  options: SessionsOptions,
  more: readonly ContractRoute[] = [],
): Promise<RunningServer> {
  const routes = new Map([...contractRoutes(), ...more].map((route) => [`${route.method} ${route.path}`, route]))
  const routeOf = ({ method, url }: Request): ContractRoute | undefined =>
    routes.get(`${method === 'HEAD' ? 'GET' : method} ${new URL(url).pathname}`)

  const answerErrors = (): AnyRequestMiddleware =>
    createMiddleware().server(async ({ request, context, next }) => {
      try {
        return await next()
      } catch (error) {
        return send(answerError(error, contextOf(request, context as unknown as SessionContext)))
      }
    })
  const skipSession = createMiddleware().server(({ request, next }) =>
    next({ context: routeOf(request)?.skipSession === true ? { skipSession: true } : {} }),
  )
  return listen({
    // The first answers the errors of the sessions, the last those of the handlers.
    requestMiddleware: [answerErrors(), skipSession, createMiddleware().server(sessions(options)), answerErrors()],
    async answer(request, context) {
      const route = routeOf(request)
      return route === undefined
        ? new Response('Not Found', { status: 404 })
        : send(await route.handle(contextOf(request, context)))
    },
    ask: () => null,
    act: () => null,
  })
}

/** Behind srvx, as `srvx dist/server/server.js` serves it. */
export async function listen(application: Application): Promise<RunningServer> {
  const { default: entry } = (await import(/* @vite-ignore */ join(buildApplication(), 'dist/server/server.js'))) as {
    default: ServerEntry
  }
  const server = serve({
    port: 0,
    hostname: '127.0.0.1',
    silent: true,
    gracefulShutdown: false,
    fetch: (request) => handedOver.run(application, () => entry.fetch(request)),
  })
  await server.ready()
  return {
    // Start makes each response anew that it was told headers for: of its stream it does not know the length.
    framework: { saysLength: false },
    url: (server.url ?? '').replace(/\/$/, ''),
    stop: () => server.close(true),
  }
}

function contextOf(request: Request, context: SessionContext): RouteContext {
  return {
    get session() {
      return context.session()
    },
    query: new URL(request.url).searchParams,
  }
}

function send({ status = 200, headers = [], body }: Answer): Response {
  const init = { status, headers: headers.map(([name, value]): [string, string] => [name, value]) }
  if (isStream(body)) {
    const encoded = ReadableStream.from(body).pipeThrough(new TextEncoderStream())
    return new Response(encoded as ConstructorParameters<typeof Response>[0], init)
  }
  return typeof body === 'object' ? Response.json(body, init) : new Response(body ?? null, init)
}
