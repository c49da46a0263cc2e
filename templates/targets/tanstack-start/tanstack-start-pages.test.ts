// Pages of TanStack Start that are rendered on the server, with what their loaders ask for by server functions.
import { namesOf, run } from './tanstack-start-application.harness.ts'
import { expect, it } from 'vitest'
import { notFound, redirect } from '@tanstack/react-router'
import { appendResponseHeader, setCookie } from '@tanstack/react-start/server'
import { bodyOf, headOf } from '../../contracts/contract-client.ts'
import { Gates } from '../../contracts/contract-gates.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { spec } from '../../runtime/spec.ts'

// Where the store is away, requests fail.
Object.assign(spec, { readOnlyWithoutStore: false })

it('S-L4 S-L12 what a loader writes is saved, and its cookie goes with the page', async () => {
  const { caller, data, store } = await run({ ask: ({ session }) => (session()['page'] = 'one') })
  const reply = await caller.get('/pages/one')
  expect(reply.status).toBe(200)
  expect(reply.text).toMatch(/Early: (<!-- -->)?&quot;one&quot;/)
  expect(namesOf(reply)).toEqual([spec.cookieName])
  expect(reply.headers).toMatchObject({ 'cache-control': 'no-store', vary: 'Cookie' })
  expect(store.calls.map(({ operation }) => operation)).toEqual(['create'])
  expect(await data()).toEqual({ page: 'one' })
})

it('S-L1 a page that asks nothing has neither cookie nor Vary', async () => {
  const { caller, store } = await run({})
  const reply = await caller.get('/still')
  expect(reply.status).toBe(200)
  expect(reply.headers.vary).toBeUndefined()
  expect(reply.setCookie).toEqual([])
  expect(store.calls).toEqual([])
})

it.each<[string, number, RegExp, () => unknown]>([
  ['an error', 500, /The page’s boundary/, () => new Error('boom')],
  ['notFound()', 404, /nothing of this name/, () => notFound()],
  ['redirect()', 307, /^$/, () => redirect({ to: '/still' })],
])(
  'S-L6 a loader throws %s: the write is saved, and its cookie is on the answer',
  async (_what, status, shown, make) => {
    const { caller, data } = await run({
      ask({ session }) {
        session()['color'] = 'red'
        throw make()
      },
    })
    const reply = await caller.get('/pages/one')
    expect(reply.status).toBe(status)
    expect(reply.text).toMatch(shown)
    expect(reply.headers.location).toBe(status === 307 ? '/still' : undefined)
    expect(namesOf(reply)).toEqual([spec.cookieName])
    expect(await data()).toEqual({ color: 'red' })
  },
)

it.each<[string, () => unknown]>([
  ['a page', () => 'original'],
  [
    'a redirect',
    () => {
      throw redirect({ href: '/original' })
    },
  ],
])('S-L5 a save that fails takes %s back, and no cookie goes out', async (_what, answer) => {
  const { caller, store } = await run({
    ask({ session }) {
      session()['color'] = 'red'
      return answer()
    },
  })
  store.fail('create', new SessionStoreError('The store is down'))
  const reply = await caller.get('/pages/one')
  expect(reply).toMatchObject({ status: 503, setCookie: [] })
  expect(reply.headers.location).toBeUndefined()
  expect(JSON.parse(reply.text)).toEqual({ status: 503, statusText: '', unhandled: true, message: 'HTTPError' })
})

it('S-L10 what is streamed later comes when the head has left: a write in it throws where it is made', async () => {
  const gates = new Gates()
  const late: unknown[] = []
  const { caller, data } = await run({
    async ask({ session }, name) {
      const own = session()
      if (name !== 'late') {
        own['early'] = true
        return 'early'
      }
      await gates.pass('late')
      try {
        own['late'] = true
        return 'written'
      } catch (error) {
        late.push(error)
        return 'refused'
      }
    },
  })
  const response = await caller.open('GET', '/pages/deferred')
  expect(namesOf(headOf(response))).toEqual([spec.cookieName])
  gates.open('late')
  expect(await bodyOf(response)).toContain('refused')
  expect(late).toEqual([expect.any(TypeError)])
  expect((late[0] as Error).stack).toContain('tanstack-start-pages.test.ts')
  expect(await data()).toEqual({ early: true })
})

it('S-L11 cookies that loaders set survive, in order, and one line is ours', async () => {
  const { caller } = await run({
    ask({ session }) {
      setCookie('a', '1')
      session()['user'] = 'ada'
      appendResponseHeader('Set-Cookie', `${spec.cookieName}=stale; Path=/`)
      setCookie('b', '2')
      return null
    },
  })
  const reply = await caller.get('/pages/one')
  expect(namesOf(reply)).toEqual(['a', 'b', spec.cookieName])
  expect(reply.setCookie[2]).not.toContain('stale')
})
