// Requests that handlers and pages make of their own application, as Nitro hands them over: without a connection.
import { describe, expect, it } from 'vitest'
import { observe } from '../../contracts/observed-backend.ts'
import { spec } from '../../runtime/spec.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { read, run, sessionOf } from './nuxt-application.harness.ts'

const COOKIE = spec.cookieName

describe('a request that is made for an event', () => {
  it('S-B3 S-L4 works on the session of that event: both writes are kept, by one save and one cookie', async () => {
    const { caller, backend } = await run(({ fetchFor }) => ({
      '/outer': async (event) => {
        sessionOf(event)['before'] = 1
        await fetchFor(event, '/inner')
        sessionOf(event)['after'] = 1
        return { ...sessionOf(event) }
      },
      '/inner': (event) => {
        sessionOf(event)['inner'] = sessionOf(event)['before']
        return 'inner'
      },
    }))
    const { calls } = observe(backend)
    const reply = await caller.get('/outer')
    expect(JSON.parse(reply.text)).toEqual({ before: 1, inner: 1, after: 1 })
    expect(reply.setCookie).toHaveLength(1)
    expect(calls.map(({ operation }) => operation)).toEqual(['create'])
    expect(await read(caller)).toEqual({ before: 1, inner: 1, after: 1 })
  })

  it('S-L8 logs in: the cookie of the outer answer is that of the new session', async () => {
    const { caller } = await run(({ fetchFor }) => ({
      '/page': async (event) => {
        await fetchFor(event, '/login', { method: 'POST' })
        return String(sessionOf(event)['user'])
      },
      '/login': async (event) => {
        const session = await sessionOf(event).regenerate()
        session['user'] = 'ada'
        return 'in'
      },
    }))
    await caller.get('/write')
    const before = caller.cookieHeader
    const reply = await caller.get('/page')
    expect(reply.text).toBe('ada')
    expect(reply.setCookie).toHaveLength(1)
    expect(await read(caller)).toEqual({ user: 'ada' })
    expect((await caller.get('/read', { cookie: before })).text).toBe('{}')
  })

  it('S-L9 logs out: what the outer handler writes then throws, and nothing brings the session back', async () => {
    const { caller, backend, errors } = await run(({ fetchFor }) => ({
      '/page': async (event) => {
        await fetchFor(event, '/logout')
        sessionOf(event)['late'] = true
        return 'never'
      },
      '/logout': async (event) => {
        await sessionOf(event).destroy()
        return 'out'
      },
    }))
    await caller.get('/write')
    const before = caller.cookieHeader
    const reply = await caller.get('/page')
    expect(reply.status).toBeGreaterThanOrEqual(400)
    expect(errors).toHaveLength(1)
    expect(reply.setCookie.join()).toContain('Max-Age=0')
    const { calls } = observe(backend)
    expect((await caller.get('/read', { cookie: before })).text).toBe('{}')
    expect(calls.map(({ operation }) => operation)).toEqual(['get'])
  })

  it('S-L15 with other cookies it is a stranger', async () => {
    const { caller } = await run(({ fetchFor }) => ({
      '/outer': async (event) => {
        sessionOf(event)['mine'] = true
        return (await fetchFor(event, '/read', { headers: { cookie: '' } })).text()
      },
    }))
    await caller.get('/write')
    expect((await caller.get('/outer')).text).toBe('{}')
    expect(await read(caller)).toEqual({ color: 'red', mine: true })
  })
})

describe('a request that is made for nobody', () => {
  it('S-L4 S-L15 has a session of its own: it is saved before its caller reads the answer, which has the cookie', async () => {
    const { caller, backend, fetch } = await run(() => ({
      '/outer': async () => {
        const response = await fetch('/write')
        return { cookies: response.headers.getSetCookie(), text: await response.text() }
      },
    }))
    observe(backend).delay('create', () => new Promise((resolve) => setTimeout(resolve, 20)))
    const reply = await caller.get('/outer')
    const { cookies, text } = JSON.parse(reply.text) as { cookies: string[]; text: string }
    expect(text).toBe('written')
    expect(cookies).toHaveLength(1)
    expect(reply.setCookie).toEqual([])
    const [cookie = ''] = cookies[0]?.split(';') ?? []
    expect((await caller.get('/read', { cookie })).text).toBe('{"color":"red"}')
  })

  it('S-L4 a stream of it brings the cookie along', async () => {
    const { fetch } = await run(() => ({
      '/stream': (event) => {
        sessionOf(event)['color'] = 'red'
        return new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode('one'))
            controller.close()
          },
        })
      },
    }))
    const response = await fetch('/stream')
    expect(await response.text()).toBe('one')
    expect(response.headers.getSetCookie()).toHaveLength(1)
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    expect(await (await fetch('/read', { headers: { cookie } })).text()).toBe('{"color":"red"}')
  })

  it('S-L6 what it wrote before it threw is saved before its caller reads of the error', async () => {
    const { fetch } = await run(() => ({
      '/fail': (event) => {
        sessionOf(event)['color'] = 'red'
        throw new Error('boom')
      },
    }))
    const response = await fetch('/fail')
    expect([response.status, await response.text()]).toEqual([500, 'sorry: boom'])
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    expect(cookie).toContain(COOKIE)
    expect(await (await fetch('/read', { headers: { cookie } })).text()).toBe('{"color":"red"}')
  })

  it.each(['/write', '/stream'])(
    'S-L5 a store that fails: %s is answered with an error, without a cookie',
    async (path) => {
      const { fetch, backend, errors } = await run(() => ({
        '/stream': (event) => {
          sessionOf(event)['color'] = 'red'
          return new ReadableStream({ start: (controller) => controller.close() })
        },
      }))
      observe(backend).fail('create', new SessionStoreError('The store is down'))
      const response = await fetch(path)
      expect(response.status).toBe(503)
      expect(await response.text()).not.toContain('written')
      expect(response.headers.getSetCookie()).toEqual([])
      expect(errors.map(({ message }) => message)).toEqual(['The store is down'])
    },
  )
})
