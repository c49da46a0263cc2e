// A handler with the contract's routes, mounted as an application would mount them, for any platform.
import {
  type Answer,
  answerError,
  contractRoutes,
  type ContractRoute,
  isStream,
  type RouteContext,
} from '../../contracts/contract-app.ts'
import type { getSession as authoredGet, sessions as authored, SessionsOptions } from './fetch.ts'

/** What an index of emitted code exports, or the authored module. */
export interface Emitted {
  readonly sessions: typeof authored
  readonly getSession: typeof authoredGet
}

/** What a platform calls with each request, and with what is its own: Bun's server, the environment of Workers. */
export type RequestHandler = (request: Request, platform?: unknown) => Promise<Response | undefined>

export function createHandler(
  { sessions, getSession }: Emitted,
  options: SessionsOptions,
  more: readonly ContractRoute[] = [],
  live?: (request: Request, platform: unknown) => Response | undefined,
): RequestHandler {
  const routes = [...contractRoutes(), ...more]
  const withSession = sessions(options)
  const contextOf = (request: Request): RouteContext => ({
    get session() {
      return getSession(request)
    },
    query: new URL(request.url).searchParams,
  })
  const onError = (error: unknown, request: Request): Response => send(answerError(error, contextOf(request)))

  const handlers = new Map<string, RequestHandler>()
  for (const { method, path, skipSession = false, handle } of routes) {
    const answer = withSession(async (request: Request) => send(await handle(contextOf(request))), {
      onError,
      skipSession,
    })
    handlers.set(`${method} ${path}`, answer)
  }
  if (live !== undefined) {
    handlers.set('GET /live', withSession(live, { onError }) as RequestHandler)
  }
  const notFound = withSession(async () => new Response('404 Not Found', { status: 404 }), { onError })

  return (request, platform) => {
    const method = request.method === 'HEAD' ? 'GET' : request.method
    const answer = handlers.get(`${method} ${new URL(request.url).pathname}`) ?? notFound
    return answer(request, platform)
  }
}

function send({ status = 200, headers = [], body }: Answer): Response {
  const init = { status, headers: headers.map(([name, value]): [string, string] => [name, value]) }
  if (isStream(body)) {
    return new Response(bodyOf(body), init)
  } else if (typeof body === 'object') {
    return Response.json(body, init)
  } else {
    return new Response(body ?? null, init)
  }
}

function bodyOf(parts: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const iterator = parts[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next()
      if (done === true) {
        controller.close()
      } else {
        controller.enqueue(encoder.encode(value))
      }
    },
  })
}
