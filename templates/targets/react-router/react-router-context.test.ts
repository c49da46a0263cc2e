// What middlewares tell each other of a request, and what becomes of the session then.
import { pages } from './react-router-pages.harness.ts'
import { expect, it } from 'vitest'
import type { MiddlewareFunction, RouterContextProvider } from 'react-router'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { spec } from '../../runtime/spec.ts'
import { getSession, requestOptionsContext, sessions } from './react-router.ts'

/** The message of what `getSession` throws; else the session. */
function look(context: Readonly<RouterContextProvider>): unknown {
  try {
    return { ...getSession(context) }
  } catch (error) {
    return (error as Error).message
  }
}

it('S-L8 after regenerate the context has the new session', async () => {
  const seen: unknown[] = []
  const { caller, data } = await pages({
    async action({ context }) {
      const before = getSession(context)
      const next = await before.regenerate()
      getSession(context)['user'] = 'ada'
      seen.push(getSession(context) === next, before === next)
      return null
    },
  })
  await caller.post('/pages')
  expect(seen).toEqual([true, false])
  expect(await data()).toEqual({ user: 'ada' })
})

it('S-L2 without the middleware it says so', async () => {
  const seen: unknown[] = []
  const { caller } = await pages({ page: ({ context }) => seen.push(look(context)) }, () => [])
  await caller.get('/pages')
  expect(seen[0]).toContain('no middleware of this route')
})

it('S-L2 a middleware before the sessions switches them off for a request, and the others have theirs', async () => {
  const skip: MiddlewareFunction<Response> = ({ url, context }) =>
    void context.set(requestOptionsContext, { skipSession: url.searchParams.has('skip') })
  const seen: unknown[] = []
  const { caller, store } = await pages({ page: ({ context }) => seen.push(look(context)) }, (session) => [
    skip,
    session,
  ])
  await caller.get('/pages')
  await caller.get('/pages?skip', { headers: { cookie: `${spec.cookieName}=${'A'.repeat(43)}` } })
  expect(seen[0]).toEqual({})
  expect(seen[1]).toContain('skipSession')
  expect(store.calls).toEqual([])
})

it('S-L2 the answer to a handshake stands before React Router: a request that looks like one has no session', async () => {
  const seen: unknown[] = []
  const { caller } = await pages({ page: ({ context }) => seen.push(look(context)) })
  await caller.get('/pages', { headers: { connection: 'Upgrade', upgrade: 'websocket' } })
  expect(seen[0]).toContain('only HTTP connections')
})

it('S-L11 a second copy of the middleware leaves the session to the first', async () => {
  const inner = new MemoryBackend()
  const { caller, store } = await pages(
    { page: ({ context }) => (getSession(context)['color'] = 'red') },
    (session) => [session, sessions({ backend: inner })],
  )
  const reply = await caller.get('/pages')
  expect(reply.setCookie).toHaveLength(1)
  expect(store.calls.map(({ operation }) => operation)).toEqual(['create'])
})
