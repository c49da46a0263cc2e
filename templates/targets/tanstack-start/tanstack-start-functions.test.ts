// Server functions that scripts call: what they return, throw and redirect to, and what goes to the browser.
import { namesOf, run } from './tanstack-start-application.harness.ts'
import { describe, expect, it } from 'vitest'
import { notFound, redirect } from '@tanstack/react-router'
import { appendResponseHeader, setCookie, setResponseHeader, setResponseStatus } from '@tanstack/react-start/server'
import { Gates } from '../../contracts/contract-gates.ts'
import type { SessionContext } from './tanstack-start.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { spec } from '../../runtime/spec.ts'

// Where the store is away, requests fail.
Object.assign(spec, { readOnlyWithoutStore: false })

/** A server route by which a caller gets a session. */
const login: NonNullable<Parameters<typeof run>[0]['answer']> = (request, { session }) =>
  Response.json((session()['user'] = new URL(request.url).searchParams.get('user') ?? 'ada'))

describe.each(['ask', 'act'] as const)('a function that is called by %s', (name) => {
  it('S-L4 S-L8 logs in: its answer has the cookie, when the session is saved', async () => {
    const { call, data } = await run({
      async [name]({ session }: SessionContext) {
        const next = await session().regenerate()
        next['user'] = 'ada'
        return session() === next
      },
    })
    const reply = await call(name)
    expect(reply.status).toBe(200)
    expect(reply.text).toContain('"s":2')
    expect(namesOf(reply)).toEqual([spec.cookieName])
    expect(reply.headers['cache-control']).toBe('no-store')
    expect(reply.headers.vary).toBe('Cookie')
    expect(await data()).toEqual({ user: 'ada' })
  })

  it('S-L1 one that does not look gets neither cookie nor Vary, and the store is asked nothing', async () => {
    const { call, store } = await run({ [name]: () => 'hello' })
    const reply = await call(name)
    expect(reply.headers.vary).toBeUndefined()
    expect(reply.setCookie).toEqual([])
    expect(store.calls).toEqual([])
  })

  it.each<[string, number, RegExp, () => unknown]>([
    ['an error', 200, /boom/, () => new Error('boom')],
    ['notFound()', 200, /isNotFound/, () => notFound()],
    [
      'redirect()',
      200,
      /isSerializedRedirect.*\/pages\/one|\/pages\/one.*isSerializedRedirect/,
      () => redirect({ href: '/pages/one' }),
    ],
    ['a response', 418, /teapot/, () => new Response('teapot', { status: 418 })],
    ['no error at all', 200, /text/, () => 'text'],
  ])('S-L6 throws %s: the write is saved, and its cookie is on the answer', async (_what, status, shown, make) => {
    const { call, data } = await run({
      [name]({ session }: SessionContext) {
        session()['color'] = 'red'
        throw make()
      },
    })
    const reply = await call(name)
    expect(reply.text).toMatch(shown)
    expect(reply.status).toBe(status)
    expect(namesOf(reply)).toEqual([spec.cookieName])
    expect(await data()).toEqual({ color: 'red' })
  })

  it.each<[string, () => unknown]>([
    ['a result', () => 'original'],
    [
      'a redirect',
      () => {
        throw redirect({ href: '/original' })
      },
    ],
    ['a response', () => new Response('original', { headers: { ETag: '"original"' } })],
  ])('S-L5 a save that fails takes %s back: 503, no cookie, and no word of what went wrong', async (_what, answer) => {
    const { call, store } = await run({
      [name]({ session }: SessionContext) {
        session()['user'] = 'ada'
        return answer()
      },
    })
    store.fail('create', new SessionStoreError('The store is down', { cause: new Error('10.0.0.5:6379') }))
    const reply = await call(name)
    expect(reply).toMatchObject({ status: 503, setCookie: [] })
    expect(reply.headers.location).toBeUndefined()
    expect(reply.headers.etag).toBeUndefined()
    expect(reply.text).not.toContain('original')
    expect(reply.text).not.toContain('10.0.0.5')
  })

  it('S-L5 a session that cannot be loaded: the function does not run', async () => {
    const ran: string[] = []
    const { call, store, caller } = await run({
      [name]: () => ran.push('ran'),
      answer: login,
    })
    await caller.get('/login')
    store.fail('get', new SessionStoreError('The store is down'))
    expect(await call(name)).toMatchObject({ status: 503, setCookie: [] })
    expect(ran).toEqual([])
  })

  it('S-L11 S-L12 what the application tells Start stays, beside what the sessions do', async () => {
    const { call } = await run({
      [name]({ session }: SessionContext) {
        session()['user'] = 'ada'
        setCookie('a', '1')
        // As an application does that also keeps one of its own by our name.
        appendResponseHeader('Set-Cookie', `${spec.cookieName}=stale; Path=/elsewhere`)
        setCookie('b', '2')
        setResponseHeader('Vary', 'Accept')
        setResponseHeader('Cache-Control', 'public, max-age=60')
        setResponseStatus(201)
        return 'hello'
      },
    })
    const reply = await call(name)
    expect(reply.status).toBe(201)
    expect(namesOf(reply)).toEqual(['a', 'b', spec.cookieName])
    expect(reply.setCookie[2]).not.toContain('stale')
    expect(reply.headers.vary).toBe('Accept, Cookie')
    expect(reply.headers['cache-control']).toBe('no-store')
  })
})

it('S-B3 five calls at once of one session, each with a field of its own: all are there', async () => {
  const gates = new Gates()
  let count = 0
  const { call, data, caller } = await run({
    async act({ session }) {
      const own = session()
      count += 1
      const name = `field${count}`
      if (count === 5) {
        gates.open('all')
      }
      await gates.pass('all')
      own[name] = true
      return null
    },
    answer: login,
  })
  await caller.get('/login')
  await Promise.all(Array.from({ length: 5 }, () => call('act')))
  expect(await data()).toEqual({ user: 'ada', field1: true, field2: true, field3: true, field4: true, field5: true })
})

it('S-L15 calls of two users at the same time do not cross', async () => {
  const { call, caller, open } = await run({
    ask: async ({ session }) => {
      await new Promise((resolve) => setTimeout(resolve, 5))
      return session()['user']
    },
    answer: login,
  })
  const other = open()
  await caller.get('/login?user=ada')
  await other.get('/login?user=bob')
  const replies = await Promise.all(
    Array.from({ length: 20 }, (_, index) => call('ask', index % 2 === 0 ? caller : other)),
  )
  expect(replies.map(({ text }) => /ada|bob/.exec(text)?.[0])).toEqual(
    Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 'ada' : 'bob')),
  )
})

it.each<[string, (session: () => unknown) => unknown]>([
  ['the session', (session) => session()],
  ['what opens it', (session) => session],
  ['its context', (session) => ({ session })],
])('a function that returns %s sends nothing of it: Start refuses to serialize it', async (_what, choose) => {
  const { call, caller } = await run({
    ask: ({ session }) => choose(session),
    answer: login,
  })
  await caller.get('/login')
  const reply = await call('ask')
  expect(reply.status).toBe(500)
  expect(reply.text).not.toContain('ada')
})

it('a caller who sends a context of his own does not replace the session', async () => {
  const { call } = await run({ act: ({ session }) => ({ ...session() }) })
  // As Start's client sends `sendContext`: { context: { session: { user: 'ada' } } }, serialized by seroval.
  const context = {
    t: 10,
    i: 1,
    p: { k: ['session'], v: [{ t: 10, i: 2, p: { k: ['user'], v: [{ t: 1, s: 'ada' }] }, o: 0 }] },
    o: 0,
  }
  const body = JSON.stringify({ t: { t: 10, i: 0, p: { k: ['context'], v: [context] }, o: 0 }, f: 63, m: [] })
  const reply = await call('act', undefined, { headers: { 'content-type': 'application/json' }, body })
  expect(reply.status).toBe(200)
  expect(reply.text).not.toContain('ada')
})
