// Routes beside those of the contract: they keep what bad inputs are made of, and look for what must not have happened.
import type { ContractRoute } from '../contract-app.ts'
import { text, viewOf } from '../contract-routes.ts'
import type { Session } from '../../runtime/session.ts'

class Account {
  readonly name: string = 'ada'
}

function cyclic(): object {
  const value: Record<string, unknown> = {}
  value['self'] = value
  return value
}

function nested(depth: number): unknown {
  let value: unknown = []
  for (let level = 0; level < depth; level += 1) {
    value = [value]
  }
  return value
}

/** What a handler may put into a session by mistake. */
const mistakes: Readonly<Record<string, () => unknown>> = {
  date: () => new Date(0),
  map: () => new Map([['a', 1]]),
  set: () => new Set([1]),
  bigint: () => 1n,
  undefined: () => undefined,
  nan: () => Number.NaN,
  infinity: () => Infinity,
  'minus zero': () => -0,
  instance: () => new Account(),
  function: () => () => 1,
  symbol: () => Symbol('a'),
  cyclic,
  deep: () => nested(200_000),
  'large number': () => 2 ** 53 + 2,
  text: () => 'x'.repeat(2 ** 20),
}

/** What a handler does with a session, one after the other, always with the one that it has in its hands. */
const steps: Readonly<Record<string, (session: Session) => Promise<Session | void>>> = {
  destroy: (session) => session.destroy(),
  regenerate: (session) => session.regenerate(),
  save: (session) => session.save(),
  write: async (session) => void (session['step'] = 'written'),
}

export const probingRoutes: readonly ContractRoute[] = [
  {
    method: 'POST',
    path: '/steps',
    async handle({ session, query }) {
      const outcomes: string[] = []
      let current = session
      for (const name of query.getAll('step')) {
        try {
          current = (await steps[name]?.(current)) ?? current
          outcomes.push('done')
        } catch (error) {
          outcomes.push((error as Error).name)
        }
      }
      return { body: { outcomes } }
    },
  },
  {
    method: 'POST',
    path: '/save/often',
    async handle({ session }) {
      for (let time = 0; time < 5; time += 1) {
        session['saved'] = time
        await session.save()
      }
      return { body: viewOf(session) }
    },
  },
  {
    method: 'GET',
    path: '/probe',
    async handle({ session }) {
      const awaited: unknown = await session
      return {
        body: {
          ...viewOf(session),
          isAdmin: session['isAdmin'] ?? null,
          polluted: Reflect.get({}, 'isAdmin') ?? Reflect.get({}, 'x') ?? null,
          members: [typeof session.save, typeof session.destroy, typeof session.regenerate],
          isAwaitedItself: awaited === session,
        },
      }
    },
  },
  {
    method: 'POST',
    path: '/keep',
    handle({ session, query }) {
      Object.assign(session, JSON.parse(text(query, 'data')))
      return { body: viewOf(session) }
    },
  },
  {
    method: 'POST',
    path: '/keep/many',
    handle({ session, query }) {
      const count = Number(text(query, 'count'))
      session['many'] = Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, index]))
      return { body: { count } }
    },
  },
  {
    method: 'POST',
    path: '/mistake',
    handle({ session, query }) {
      session['kept'] = mistakes[text(query, 'kind')]?.()
      return { body: { answered: true } }
    },
  },
]
