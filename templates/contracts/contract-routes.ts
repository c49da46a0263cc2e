// Routes of the contract's application that answer at once: they read, write, end a session, and answer in every way.
import type { Session } from '../runtime/session.ts'
import type { ContractRoute } from './contract-app.ts'

/** What `/read` and most other routes answer. */
export interface SessionView extends Readonly<Record<string, unknown>> {
  readonly id: string | null
  readonly isNew: boolean
  readonly data: Readonly<Record<string, unknown>>
}

export function viewOf(session: Session): SessionView {
  return { id: session.id, isNew: session.isNew, data: { ...session } }
}

export const readingRoutes: readonly ContractRoute[] = [
  { method: 'GET', path: '/untouched', handle: () => ({ body: { untouched: true } }) },
  { method: 'GET', path: '/read', handle: ({ session }) => ({ body: viewOf(session) }) },
  { method: 'GET', path: '/skipped/untouched', skipSession: true, handle: () => ({ body: 'no session needed' }) },
  { method: 'GET', path: '/skipped/read', skipSession: true, handle: ({ session }) => ({ body: viewOf(session) }) },
  { method: 'GET', path: '/excluded/untouched', handle: () => ({ body: 'no session needed' }) },
  { method: 'GET', path: '/excluded/read', handle: ({ session }) => ({ body: viewOf(session) }) },
]

export const writingRoutes: readonly ContractRoute[] = [
  {
    method: 'POST',
    path: '/set',
    handle({ session, query }) {
      session[text(query, 'name')] = text(query, 'value')
      return { body: viewOf(session) }
    },
  },
  {
    method: 'POST',
    path: '/unset',
    handle({ session, query }) {
      Reflect.deleteProperty(session, text(query, 'name'))
      return { body: viewOf(session) }
    },
  },
  {
    method: 'POST',
    path: '/replace',
    handle({ session, query }) {
      Object.keys(session).forEach((name) => Reflect.deleteProperty(session, name))
      Object.assign(session, Object.fromEntries(query))
      return { body: viewOf(session) }
    },
  },
  {
    method: 'POST',
    path: '/cart/add',
    handle({ session, query }) {
      const cart = (session['cart'] ??= { items: [] }) as { items: string[] }
      cart.items.push(text(query, 'item'))
      return { body: viewOf(session) }
    },
  },
  {
    method: 'POST',
    path: '/save',
    async handle({ session, query }) {
      session['saved'] = text(query, 'value')
      await session.save()
      session['after'] = text(query, 'value')
      return { body: viewOf(session) }
    },
  },
  {
    method: 'POST',
    path: '/touch',
    handle({ session }) {
      session.touch()
      return { body: viewOf(session) }
    },
  },
  {
    method: 'POST',
    path: '/unserializable',
    handle({ session }) {
      session['big'] = 1n
      return { body: { original: 'body' } }
    },
  },
  {
    method: 'POST',
    path: '/throw',
    handle({ session, query }) {
      session['written'] = 'before the error'
      throw new Error(text(query, 'message'))
    },
  },
]

export const endingRoutes: readonly ContractRoute[] = [
  {
    method: 'POST',
    path: '/login',
    async handle(context) {
      const before = context.session.id
      const session = await context.session.regenerate()
      session['user'] = text(context.query, 'user')
      return { body: { before, isConnections: session === context.session, ...viewOf(session) } }
    },
  },
  {
    method: 'POST',
    path: '/regenerate',
    async handle({ session, query }) {
      const keep = query.getAll('keep')
      return { body: viewOf(await session.regenerate({ keep: keep.includes('*') ? true : keep })) }
    },
  },
  {
    method: 'POST',
    path: '/regenerate/unawaited',
    handle({ session }) {
      void session.regenerate()
      return { body: 'answered' }
    },
  },
  {
    method: 'POST',
    path: '/regenerate/write-old',
    async handle({ session }) {
      await session.regenerate()
      session['user'] = 'written to the old session'
      return { body: viewOf(session) }
    },
  },
  {
    method: 'POST',
    path: '/destroy',
    async handle({ session }) {
      await session.destroy()
      return { body: viewOf(session) }
    },
  },
  {
    method: 'POST',
    path: '/destroy/write',
    async handle({ session }) {
      await session.destroy()
      session['user'] = 'written after the end'
      return { body: viewOf(session) }
    },
  },
]

export const answeringRoutes: readonly ContractRoute[] = [
  {
    method: 'GET',
    path: '/visit',
    handle({ session }) {
      session['visits'] = Number(session['visits'] ?? 0) + 1
      return { body: viewOf(session) }
    },
  },
  {
    method: 'GET',
    path: '/answer',
    handle({ session, query }) {
      session['answered'] = text(query, 'status')
      return { status: Number(text(query, 'status')), headers: [['Location', '/read']] }
    },
  },
  {
    method: 'GET',
    path: '/headers',
    handle({ session, query }) {
      if (query.has('write')) {
        session['written'] = text(query, 'write')
      }
      const { id } = session
      return { headers: query.getAll('header').map(headerOf), body: { id } }
    },
  },
  {
    method: 'GET',
    path: '/stream',
    handle({ session, query }) {
      session['streamed'] = query.get('value') ?? 'yes'
      return { headers: [['Content-Type', 'text/plain']], body: pieces(['one ', 'two ', 'three']) }
    },
  },
]

/** A member of the query, which has to be there. */
export function text(query: URLSearchParams, name: string): string {
  const value = query.get(name)
  if (value === null) {
    throw new Error(`The query lacks ${name}`)
  }
  return value
}

async function* pieces(list: readonly string[]): AsyncGenerator<string> {
  for (const piece of list) {
    await Promise.resolve()
    yield piece
  }
}

function headerOf(line: string): readonly [string, string] {
  const colon = line.indexOf(':')
  return [line.slice(0, colon), line.slice(colon + 1)]
}
