// The application of the target contract: the same routes on every target, mounted by its harness as the target's users would.
import type { Session } from '../runtime/session.ts'
import { Gates } from './contract-gates.ts'
import { answeringRoutes, endingRoutes, readingRoutes, text, viewOf, writingRoutes } from './contract-routes.ts'

/** What the harness hands to a route. */
export interface RouteContext {
  /** The session, as handlers of the target come by it. The harness looks it up each time. */
  readonly session: Session
  readonly query: URLSearchParams
}

/** What a route answers. The harness sends it as the target's users would: `res.json`, `reply.send`, `c.json`. */
export interface Answer {
  /** 200 by default. */
  readonly status?: number
  /** Each a line of its own, in order: several of one name are several lines. */
  readonly headers?: readonly (readonly [name: string, value: string])[]
  /** An iterable goes out piece by piece, text as text, another object as JSON; nothing is an empty body. */
  readonly body?: AsyncIterable<string> | string | Readonly<Record<string, unknown>>
}

export interface ContractRoute {
  /** A route of GET also answers to HEAD. */
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** The session is switched off here, by the target's form of a route option. */
  readonly skipSession?: true
  readonly handle: (context: RouteContext) => Answer | Promise<Answer>
}

export function isStream(body: Answer['body']): body is AsyncIterable<string> {
  return typeof body === 'object' && Symbol.asyncIterator in body
}

/** What the harness's error handler answers, mounted the way the target has them. */
export function answerError(error: unknown, context: RouteContext): Answer {
  const { name, message, statusCode } = error as Error & { statusCode?: number }
  if (message === 'noted') {
    context.session['note'] = 'from the error handler'
  }
  return { status: statusCode ?? 500, body: { error: name, message } }
}

/** The routes, with gates of their own: mount each set on one server. */
export function contractRoutes(): readonly ContractRoute[] {
  const gates = new Gates()
  return [
    ...readingRoutes,
    ...writingRoutes,
    ...endingRoutes,
    ...answeringRoutes,
    {
      method: 'POST',
      path: '/gated/set',
      async handle({ session, query }) {
        await gates.pass(text(query, 'gate'))
        session[text(query, 'name')] = text(query, 'value')
        return { body: { written: true } }
      },
    },
    {
      method: 'POST',
      path: '/gated/regenerate',
      async handle({ session, query }) {
        await gates.pass(text(query, 'gate'))
        return { body: viewOf(await session.regenerate({ keep: true })) }
      },
    },
    {
      method: 'POST',
      path: '/gated/destroy',
      async handle({ session, query }) {
        await gates.pass(text(query, 'gate'))
        await session.destroy()
        return { body: viewOf(session) }
      },
    },
    {
      method: 'GET',
      path: '/gated/read',
      async handle({ session, query }) {
        await gates.pass(text(query, 'gate'))
        return { body: viewOf(session) }
      },
    },
    {
      method: 'GET',
      path: '/late',
      handle({ session, query }) {
        session['early'] = true
        return { body: writeLate(session, gates, text(query, 'gate')) }
      },
    },
    {
      method: 'GET',
      path: '/gate/arrived',
      async handle({ query }) {
        await gates.arrived(text(query, 'gate'))
        return { body: 'arrived' }
      },
    },
    {
      method: 'POST',
      path: '/gate/open',
      handle({ query }) {
        gates.open(text(query, 'gate'))
        return { body: 'open' }
      },
    },
  ]
}

async function* writeLate(session: Session, gates: Gates, gate: string): AsyncGenerator<string> {
  yield 'the head is out\n'
  await gates.pass(gate)
  try {
    session['late'] = true
    yield 'no error'
  } catch (error) {
    yield String((error as Error).stack)
  }
}
