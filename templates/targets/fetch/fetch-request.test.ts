// The session of a request, and what the request says of itself.
import { application, callerOf } from './fetch-application.harness.ts'
import { afterEach, describe, expect, it } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { observe } from '../../contracts/observed-backend.ts'
import { SessionNotInstalledError } from '../../runtime/session-errors.ts'
import { spec } from '../../runtime/spec.ts'
import { getSession, getSessionSocket, sessions } from './fetch.ts'

const ask = (path = '/', headers: Record<string, string> = {}): Request =>
  new Request(new URL(path, 'http://localhost'), { headers })

describe('a request', () => {
  it('S-L8 after regenerate it has the new session', async () => {
    const { around } = application()
    const caller = await callerOf(
      around(async (request) => {
        const before = getSession(request)
        const next = await before.regenerate()
        getSession(request)['user'] = 'ada'
        return Response.json([getSession(request) === next, before === next])
      }),
    )
    expect((await caller.get('/login')).text).toBe('[true,false]')
    expect((await caller.get('/read')).text).toBe('{"user":"ada"}')
  })

  it('S-L2 of one that did not come through the sessions, or of a copy, it says so', async () => {
    const { withSession } = application()
    expect(() => getSession(ask())).toThrow(SessionNotInstalledError)
    const answer = withSession(
      (request: Request) => {
        getSession(request.clone())
        return new Response()
      },
      { onError: (error) => new Response((error as Error).message) },
    )
    const response = await answer(ask())
    expect(await response.text()).toContain('this copy of one')
  })

  it('S-L2 a handler with the option has no session, and learns why', async () => {
    const { around } = application()
    const answer = around(
      (request) => {
        getSession(request)['color'] = 'red'
        return new Response()
      },
      { skipSession: true, onError: (error) => new Response((error as Error).message) },
    )
    expect(await (await answer(ask()))?.text()).toContain('skipSession')
  })

  it('S-L11 a second copy of the middleware leaves the session, and the errors, to the first', async () => {
    const { withSession, backend } = application()
    const { calls } = observe(backend)
    const inner = sessions({ backend: new MemoryBackend() })(
      (request: Request) => {
        getSession(request)['color'] = 'red'
        throw new Error('boom')
      },
      { onError: () => new Response('the inner one') },
    )
    const answer = withSession(inner, { onError: () => new Response('the outer one') })
    const response = await answer(ask())
    expect(await response.text()).toBe('the outer one')
    expect(response.headers.getSetCookie()).toHaveLength(1)
    expect(calls.map(({ operation }) => operation)).toEqual(['create'])
  })

  it('S-L2 a function gets all that the platform hands over', async () => {
    const { withSession } = application()
    const answer = withSession((_request: Request, env: { name: string }, ctx: { waitUntil(): void }) =>
      Response.json([env.name, typeof ctx.waitUntil]),
    )
    expect(await (await answer(ask(), { name: 'shop' }, { waitUntil: () => {} })).json()).toEqual(['shop', 'function'])
  })
})

describe('a WebSocket handshake', () => {
  const handshake = (headers: Record<string, string> = {}): Request =>
    ask('/live', { upgrade: 'websocket', host: 'localhost', origin: 'http://localhost', ...headers })

  /** A user, and what a handshake with the user's cookie comes to. */
  async function open(live: (request: Request) => Response): Promise<{
    readonly cookie: string
    readonly store: ReturnType<typeof observe>
    readonly clock: { time: number }
    ask(request: Request): Promise<Response | undefined>
  }> {
    const clock = { time: Date.now() }
    const { around, backend } = application(() => clock.time)
    const store = observe(backend)
    const answer = around(
      (request) => {
        if (request.url.endsWith('/login')) {
          getSession(request)['user'] = 'ada'
          return new Response()
        }
        return live(request)
      },
      { onError: (error) => new Response((error as Error).name, { status: 503 }) },
    )
    const [line = ''] = (await answer(ask('/login')))?.headers.getSetCookie() ?? []
    store.forget()
    return { cookie: line.split(';')[0] ?? '', store, clock, ask: (request) => answer(request) }
  }

  const accepted = new Response(null)
  const accept = (request: Request): Response => {
    getSessionSocket(request)
    return accepted
  }

  it('S-W1 case 108 has the session of its cookie, and its answer is the platform’s, untouched', async () => {
    const { cookie, ask: send } = await open((request) => {
      expect({ ...getSessionSocket(request).session }).toEqual({ user: 'ada' })
      return accepted
    })
    expect(await send(handshake({ cookie }))).toBe(accepted)
  })

  it.each(['http://evil.example', 'http://localhost.evil.example', 'HTTP://LOCALHOST', 'null', ''])(
    'S-W1 from a page of another origin it is refused before anything else: %s',
    async (origin) => {
      const { cookie, store, ask: send } = await open(accept)
      const request = handshake({ cookie, upgrade: 'WebSocket', ...(origin !== '' && { origin }) })
      if (origin === '') {
        request.headers.delete('origin')
      }
      expect((await send(request))?.status).toBe(403)
      expect(store.calls).toEqual([])
    },
  )

  it('S-W1 S-L13 renews nothing: its answer can’t take the cookie along', async () => {
    const { cookie, store, clock, ask: send } = await open(accept)
    clock.time += spec.renewAfterSeconds * 1000
    expect(await send(handshake({ cookie }))).toBe(accepted)
    expect(store.calls.map(({ operation }) => operation)).toEqual(['get'])
  })

  it('S-W1 is refused while the store does not answer', async () => {
    const { cookie, store, ask: send } = await open(accept)
    store.fail('get', new Error('down'))
    expect((await send(handshake({ cookie })))?.status).toBe(503)
  })

  it('S-W2 save() keeps what is written to a session that exists, and can begin none', async () => {
    const sockets: ReturnType<typeof getSessionSocket>[] = []
    const { cookie, ask: send } = await open((request) => {
      sockets.push(getSessionSocket(request))
      return accepted
    })
    await send(handshake({ cookie }))
    await send(handshake())
    for (const { session } of sockets) {
      session['color'] = 'red'
    }
    await sockets[0]?.session.save()
    await expect(sockets[1]?.session.save()).rejects.toMatchObject({ name: 'SessionLateError' })
    expect(await (await send(ask('/read', { cookie })))?.json()).toEqual({ user: 'ada', color: 'red' })
  })

  it('S-W1 a request that is no handshake has its session as ever, whatever it says of an upgrade', async () => {
    const { around } = application()
    const answer = around((request) => {
      getSession(request)['color'] = 'red'
      return new Response()
    })
    const request = new Request('http://localhost/', { method: 'POST', headers: { upgrade: 'websocket' } })
    expect((await answer(request))?.headers.getSetCookie()).toHaveLength(1)
  })
})

describe('without sockets', () => {
  const before = { ...spec }
  afterEach(() => Object.assign(spec, before))

  it('S-L2 a handshake has no session', async () => {
    Object.assign(spec, { websocket: false })
    const { withSession } = application()
    const answer = withSession((request: Request) => new Response(String(getSession(request))), {
      onError: (error) => new Response((error as Error).message),
    })
    const response = await answer(ask('/', { upgrade: 'websocket' }))
    expect(await response.text()).toContain('only HTTP connections have one')
  })
})
