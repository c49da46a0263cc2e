// Server Functions on a real Next.js: saved before anything goes anywhere, whatever they end with.
import { shownOn, type Visitor, visit } from './nextjs-application.harness.ts'
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { cookies } from 'next/headers.js'
import navigation from 'next/navigation.js'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { type Observation, observe } from '../../contracts/observed-backend.ts'
import type { Session } from '../../runtime/session.ts'
import { type NextSessions, sessions } from './nextjs.ts'

const NAME = authoredConfig.cookieName

/** One of our lines, as Next.js writes it. */
const LINE = new RegExp(
  `^${NAME}=[A-Za-z0-9_-]{43}; Path=/; Expires=[^;]+ GMT; Max-Age=1209600; Secure; HttpOnly; SameSite=lax$`,
)

interface Started {
  readonly visitor: Visitor
  readonly store: Observation
  readonly own: NextSessions
}

/** The page shows what the session holds. */
async function start(run: (own: NextSessions) => (form: FormData) => Promise<void>): Promise<Started> {
  const backend = new MemoryBackend()
  const store = observe(backend)
  const own = sessions({ backend })
  const visitor = await visit({
    act: run(own),
    render: async () => Object.entries({ ...(await own.getSession()) }).join(' '),
  })
  return { visitor, store, own }
}

const write = (session: Session): void => void (session['user'] = 'ada')

afterEach(() => vi.unstubAllEnvs())

describe('Server Functions', () => {
  it('S-L4 what is written is saved, and the page that is rendered with the answer shows it', async () => {
    const { visitor } = await start(({ serverFunction }) => serverFunction(write))
    const reply = await visitor.submit()
    expect(reply.status).toBe(200)
    expect(shownOn(reply)).toBe('user,ada')
    expect(reply.setCookie).toHaveLength(1)
    expect(reply.setCookie[0]).toMatch(LINE)
    expect(reply.headers['cache-control']).toContain('no-store')
    expect(await visitor.render()).toBe('user,ada')
  })

  it('S-L4 case 27 redirect() throws: the session is saved before, and its cookie goes with the redirect', async () => {
    const { visitor } = await start(({ serverFunction }) =>
      serverFunction(async (session) => {
        const next = await session.regenerate()
        next['user'] = 'ada'
        navigation.redirect('/rendered')
      }),
    )
    const reply = await visitor.submit()
    expect(reply).toMatchObject({ status: 303, headers: { location: '/rendered' } })
    expect(reply.setCookie).toHaveLength(1)
    expect(await visitor.render()).toBe('user,ada')
  })

  it.each([
    ['notFound()', 404, () => navigation.notFound()],
    [
      'an error',
      500,
      () => {
        throw new Error('Out of order')
      },
    ],
  ])('S-L6 case 24 what ends with %s has written what it has written', async (_what, status, end) => {
    const { visitor } = await start(({ serverFunction }) =>
      serverFunction((session) => {
        write(session)
        end()
      }),
    )
    const reply = await visitor.submit()
    expect(reply.status).toBe(status)
    expect(reply.setCookie).toHaveLength(1)
    expect(await visitor.render()).toBe('user,ada')
  })

  it('S-L5 case 60 a failed save is an error, whatever was on its way: no redirect, and no cookie', async () => {
    const { visitor, store } = await start(({ serverFunction }) =>
      serverFunction((session) => {
        write(session)
        navigation.redirect('/rendered')
      }),
    )
    store.fail('create', new Error('The store is down'))
    const reply = await visitor.submit()
    expect(reply).toMatchObject({ status: 500, setCookie: [] })
    expect(reply.headers.location).toBeUndefined()
  })

  it('S-L9 destroy() expires the cookie, and the page shows nothing of the session', async () => {
    const { visitor } = await start(({ serverFunction }) =>
      serverFunction(async (session) => {
        if (session.isNew) {
          write(session)
        } else {
          await session.destroy()
        }
      }),
    )
    await visitor.submit()
    const reply = await visitor.submit()
    expect(shownOn(reply)).toBe('')
    expect(reply.setCookie).toHaveLength(1)
    expect(reply.setCookie[0]).toMatch(
      /^__Host-session=null; Path=\/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; /,
    )
    expect(visitor.cookieHeader).toBe('')
  })

  it('S-L11 cookies of the application survive, and of our name there is one line', async () => {
    const { visitor } = await start(({ serverFunction }) =>
      serverFunction(async (session) => {
        const jar = await cookies()
        jar.set('theme', 'dark & light')
        write(session)
        jar.set('size', '10', { path: '/x' })
      }),
    )
    const { setCookie } = await visitor.submit()
    expect(setCookie.map((line) => line.split(';')[0]?.replace(/=.{43}$/, '='))).toEqual([
      'theme=dark%20%26%20light',
      'size=10',
      `${NAME}=`,
    ])
  })

  it('S-L11 one that another calls has the same session', async () => {
    const { visitor, store } = await start(({ serverFunction }) => {
      const inner = serverFunction((session, item: string) => {
        session[item] = 'inner'
        return { ...session }
      })
      return serverFunction(async (session) => {
        session['a'] = 'outer'
        expect(await inner('b')).toEqual({ a: 'outer', b: 'inner' })
        expect({ ...session }).toEqual({ a: 'outer', b: 'inner' })
      })
    })
    expect(shownOn(await visitor.submit())).toBe('a,outer b,inner')
    expect(store.calls.map(({ operation }) => operation).filter((operation) => operation !== 'get')).toEqual(['create'])
  })

  it('S-L11 one behind the other finds what that one wrote, in a function that has no session itself', async () => {
    const { visitor } = await start(({ serverFunction }) => async () => {
      await serverFunction((session) => void (session['a'] = 'first'))()
      await serverFunction(async (session) => void ((await session.regenerate({ keep: true }))['b'] = 'second'))()
      await serverFunction((session) => void (session['c'] = Object.keys(session).length))()
    })
    const reply = await visitor.submit()
    expect(shownOn(reply)).toBe('a,first b,second c,2')
    expect(reply.setCookie).toHaveLength(1)
  })

  it('S-L1 S-L13 one that only reads writes nothing, and renews when it is time', async () => {
    let time = Date.now()
    const backend = new MemoryBackend(() => time)
    const store = observe(backend)
    const { serverFunction } = sessions({ backend })
    let act = serverFunction(write)
    const visitor = await visit({ act: () => act(), render: async () => '' })
    act = serverFunction(() => {})
    expect((await visitor.submit()).setCookie).toEqual([])
    expect(store.calls).toEqual([])
    act = serverFunction(write)
    await visitor.submit()
    act = serverFunction(() => {})
    expect((await visitor.submit()).setCookie).toEqual([])
    time += authoredConfig.renewAfterSeconds * 1000
    expect((await visitor.submit()).setCookie).toHaveLength(1)
  })

  it('S-O1 bad input 182 what another site sends is refused before the session is loaded', async () => {
    const ran = vi.fn()
    const { visitor, store } = await start(({ serverFunction }) =>
      serverFunction((session) => {
        ran()
        write(session)
      }),
    )
    await visitor.submit({ 'sec-fetch-site': 'same-origin' })
    expect(ran).toHaveBeenCalledTimes(1)
    store.forget()
    const reply = await visitor.submit({ 'sec-fetch-site': 'cross-site' })
    expect(reply).toMatchObject({ status: 500, setCookie: [] })
    expect(ran).toHaveBeenCalledTimes(1)
    // Two pages were rendered: the one with the form, and that of the error.
    expect(store.calls.every(({ operation }) => operation === 'get')).toBe(true)
  })

  it('S-L10 a write when the function is over throws where it is made', async () => {
    let late: Session | undefined
    const { visitor } = await start(({ serverFunction }) => serverFunction((session) => void (late = session)))
    await visitor.submit()
    expect(() => write(late as Session)).toThrow(TypeError)
  })

  it('S-L10 in production it is a warning, once the response is over', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    let hasRun = false
    let wrote = (): void => {}
    const isWritten = new Promise<void>((resolve) => (wrote = resolve))
    const { serverFunction } = sessions({ backend: new MemoryBackend() })
    const visitor = await visit({
      act: serverFunction((session) => {
        hasRun = true
        setTimeout(() => {
          write(session)
          wrote()
        }, 20)
      }),
      // The answer to the form goes on until the write has been made; the page with the form does not wait.
      render: async () => (hasRun ? isWritten.then(() => 'after') : 'before'),
    })
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve))
    expect(shownOn(await visitor.submit())).toBe('after')
    expect((await warned).name).toBe('SessionLateWriteWarning')
  })
})
