// What middlewares, server routes and the sessions do to each other's requests and responses.
import { namesOf, run } from './tanstack-start-application.harness.ts'
import { describe, expect, it } from 'vitest'
import { createMiddleware } from '@tanstack/react-start'
import { clearResponseHeaders, setCookie, setResponseHeader } from '@tanstack/react-start/server'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Gates } from '../../contracts/contract-gates.ts'
import { spec } from '../../runtime/spec.ts'
import { type SessionContext, sessions } from './tanstack-start.ts'

const login: NonNullable<Parameters<typeof run>[0]['answer']> = (_request, { session }) =>
  Response.json((session()['user'] = 'ada'))

/** The message of what opening the session throws; else the session. */
function look(open: () => object): unknown {
  try {
    return { ...open() }
  } catch (error) {
    return (error as Error).message
  }
}

it('S-L2 a middleware before the sessions switches them off for a request, and the others have theirs', async () => {
  const seen: unknown[] = []
  const skip = createMiddleware().server(({ request, next }) =>
    next({ context: { skipSession: new URL(request.url).searchParams.has('skip') } }),
  )
  const { caller, store } = await run({
    before: [skip],
    answer: (_request, { session }) => Response.json(seen.push(look(session))),
  })
  await caller.get('/look')
  await caller.get('/look?skip', { cookie: `${spec.cookieName}=${'A'.repeat(43)}` })
  expect(seen[0]).toEqual({})
  expect(seen[1]).toContain('its context has the option skipSession')
  expect(store.calls).toEqual([])
})

it('S-L2 the answer to a handshake stands before Start: a request that looks like one has no session', async () => {
  const seen: unknown[] = []
  const { caller } = await run({ answer: (_request, { session }) => Response.json(seen.push(look(session))) })
  await caller.get('/look', { headers: { connection: 'Upgrade', upgrade: 'websocket' } })
  expect(seen[0]).toContain('only HTTP connections')
})

it('S-L11 a second copy of the middleware leaves the session to the first', async () => {
  const inner = createMiddleware().server(sessions({ backend: new MemoryBackend() }))
  const { caller, store } = await run({ behind: [inner], answer: login })
  expect(namesOf(await caller.get('/login'))).toEqual([spec.cookieName])
  expect(store.calls.map(({ operation }) => operation)).toEqual(['create'])
})

it('middlewares behind the sessions have the session, too', async () => {
  const guard = createMiddleware().server(({ request, context, next }) => {
    const { session } = context as unknown as SessionContext
    return !request.url.endsWith('/functions') && session()['user'] === undefined
      ? new Response('who?', { status: 401 })
      : next()
  })
  const { caller } = await run({
    behind: [
      createMiddleware().server(({ request, context, next }) => {
        if (request.url.endsWith('/login')) {
          const { session } = context as unknown as SessionContext
          session()['user'] = 'ada'
        }
        return next()
      }),
      guard,
    ],
    answer: () => new Response('in'),
  })
  expect(await caller.get('/in')).toMatchObject({ status: 401, headers: { vary: 'Cookie' } })
  expect((await caller.get('/login')).text).toBe('in')
  expect((await caller.get('/in')).text).toBe('in')
})

describe('S-L11 S-L12 headers of other middlewares', () => {
  it('what one before the sessions puts on the response itself stays beside theirs', async () => {
    const outer = createMiddleware().server(async ({ next }) => {
      const result = await next()
      result.response.headers.append('Set-Cookie', 'outer=1; Path=/')
      result.response.headers.append('Vary', 'Origin')
      return result
    })
    const { caller } = await run({ before: [outer], answer: login })
    const reply = await caller.get('/login')
    expect(namesOf(reply).toSorted()).toEqual([spec.cookieName, 'outer'])
    expect(reply.headers.vary?.split(', ').toSorted()).toEqual(['Cookie', 'Origin'])
  })

  it('one that clears what Start was told does so for the answer that the sessions come after', async () => {
    const { caller } = await run({
      answer(request, context) {
        setCookie('gone', '1')
        clearResponseHeaders()
        setResponseHeader('Vary', 'Accept')
        return login(request, context)
      },
    })
    const reply = await caller.get('/login')
    expect(namesOf(reply)).toEqual([spec.cookieName])
    expect(reply.headers.vary).toBe('Accept, Cookie')
  })

  it('lines that a server route returns stay in order, and one of our name gives way', async () => {
    const { caller } = await run({
      answer(request, context) {
        login(request, context)
        const headers = new Headers({ 'Cache-Control': 'private, max-age=5' })
        ;['a=1', `${spec.cookieName}=stale; Path=/`, 'b=2'].forEach((line) => headers.append('Set-Cookie', line))
        return new Response('hello', { headers })
      },
    })
    const reply = await caller.get('/login')
    expect(namesOf(reply)).toEqual(['a', 'b', spec.cookieName])
    expect(reply.setCookie[2]).not.toContain('stale')
    expect(reply.headers['cache-control']).toBe('private, max-age=5')
  })

  it('S-L15 S-L4 a response that is made once and given to many gets nobody’s cookie, also where its head cannot change', async () => {
    const shared = Response.redirect('http://localhost/elsewhere', 303)
    const { caller, open } = await run({
      answer(request, { session }) {
        const user = new URL(request.url).searchParams.get('user')
        if (user !== null) {
          session()['user'] = user
        }
        return shared
      },
    })
    const replies = [await caller.get('/a?user=ada'), await open().get('/a?user=bob'), await open().get('/a')]
    expect(replies.map(({ status }) => status)).toEqual([303, 303, 303])
    expect(replies.map((reply) => namesOf(reply).length)).toEqual([1, 1, 0])
    expect(replies[0]?.setCookie).not.toEqual(replies[1]?.setCookie)
    expect(shared.headers.getSetCookie()).toEqual([])
  })
})

it('S-L6 a server route throws: the write is saved, the cookie is on Start’s own answer', async () => {
  const { caller, data } = await run({
    answer(request, context) {
      login(request, context)
      throw Object.assign(new Error('boom'), { status: 422 })
    },
  })
  const reply = await caller.get('/login')
  expect(reply.status).toBe(422)
  expect(namesOf(reply)).toEqual([spec.cookieName])
  expect(await data()).toEqual({ user: 'ada' })
})

it('S-L6 S-L10 a caller that goes away: what was written by then is saved, and what is written then throws', async () => {
  const gates = new Gates()
  let late: unknown = null
  const done = new Promise<void>((resolve) => {
    gates.arrived('end').then(resolve, resolve)
  })
  const { caller, open, data } = await run({
    async answer(request, { session }) {
      const own = session()
      if (request.url.endsWith('/login')) {
        own['user'] = 'ada'
        return new Response('in')
      }
      own['early'] = true
      await gates.pass('middle')
      try {
        own['late'] = true
      } catch (error) {
        late = error
      }
      await gates.pass('end')
      return new Response('nobody reads this')
    },
  })
  await caller.get('/login')
  const leaving = open()
  const asked = leaving.get('/slow', { cookie: caller.cookieHeader }).catch(() => null)
  await gates.arrived('middle')
  leaving.close()
  await asked
  await new Promise((resolve) => setTimeout(resolve, 50))
  gates.open('middle')
  await done
  gates.open('end')
  expect(late).toBeInstanceOf(TypeError)
  expect(await data()).toEqual({ user: 'ada', early: true })
})
