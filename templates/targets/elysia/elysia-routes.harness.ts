// An Elysia application with the contract's routes, mounted as an application would mount them, for any runtime.
import { type AnyElysia, type Context, Elysia, type ElysiaConfig } from 'elysia'
import {
  type Answer,
  answerError,
  contractRoutes,
  type ContractRoute,
  isStream,
  type RouteContext,
} from '../../contracts/contract-app.ts'
import type { Session } from '../../runtime/session.ts'
import type { sessions as authored, SessionContext, SessionsOptions } from './elysia.ts'

/**
 * @param sessions That of the authored module, or of an emitted tree.
 * @param config Of Elysia: on Node an adapter.
 */
export function createApplication(
  sessions: typeof authored,
  options: SessionsOptions,
  more: readonly ContractRoute[] = [],
  config: ElysiaConfig<''> = {},
): AnyElysia {
  // Elysia parses the bodies that handlers look at. It reads that from their source: these do not hand on the whole context.
  const app = new Elysia(config).use(sessions(options)).onError((context) => {
    const { error } = context
    const query = queryOf(context.request)
    const answer = answerError(error, {
      get session() {
        return context.session as Session
      },
      query,
    })
    // Elysia's own errors, as of a route that does not exist, have `status`.
    return send(context.set, 'status' in error ? { ...answer, status: Number(error.status) } : answer)
  })
  for (const { method, path, handle, skipSession = false } of [...contractRoutes(), ...more]) {
    const answer = async (context: RouteInput): Promise<unknown> => {
      const query = queryOf(context.request)
      const routeContext: RouteContext = {
        get session() {
          return context.session
        },
        query,
      }
      return send(context.set, await handle(routeContext))
    }
    app.route(method, path, answer, { skipSession })
  }
  return app
}

type RouteInput = Pick<Context, 'request' | 'set'> & SessionContext

function queryOf({ url }: Request): URLSearchParams {
  return new URL(url).searchParams
}

function send(set: Context['set'], { status = 200, headers = [], body }: Answer): unknown {
  if (body === undefined) {
    return new Response(null, { status, headers: headers.map(([name, value]) => [name, value]) })
  }
  set.status = status
  const cookies = headers.filter(([name]) => name.toLowerCase() === 'set-cookie').map(([, value]) => value)
  Object.assign(set.headers, Object.fromEntries(headers), cookies.length > 0 && { 'set-cookie': cookies })
  return isStream(body) ? partsOf(body) : body
}

/** Elysia hands the texts of a generator on as they are, which Deno's server refuses, with sessions and without. */
function partsOf(body: AsyncIterable<string>): AsyncIterator<string | Uint8Array> {
  return 'Deno' in globalThis ? bytesOf(body) : body[Symbol.asyncIterator]()
}

async function* bytesOf(body: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  for await (const part of body) {
    yield encoder.encode(part)
  }
}
