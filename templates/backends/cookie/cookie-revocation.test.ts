// Sessions in cookies that end on the server: open sockets, what the store is asked, and the store in memory.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Browser, DAY, SECRET, variant } from './cookie.harness.ts'
import { MemoryRevocations } from './memory-revocations.ts'
import type { RevocationStore } from './revocation-store.ts'

const START = Date.UTC(2030, 0, 1)

let now = START

/** A store in memory that tells what it was asked. */
class Watched implements RevocationStore {
  readonly asked: string[] = []
  readonly #store = new MemoryRevocations(() => now)

  get(key: string): Promise<number | null> {
    this.asked.push('get')
    return this.#store.get(key)
  }

  raise(key: string, time: number, expiresAt: number): Promise<boolean> {
    this.asked.push(`raise ${expiresAt - START}`)
    return this.#store.raise(key, time, expiresAt)
  }
}

async function open(mode: 'listsEnded' | 'endsByUser') {
  const choices = { revokes: true, userKey: 'user' }
  vi.doMock('./cookie.spec.ts', async () => {
    const { spec } = await import('../../runtime/spec.ts')
    const revocation = { listsEnded: false, endsByUser: false, revokedPrefix: 'revoked:', [mode]: true }
    return { spec: Object.assign(Object.create(spec) as object, revocation) }
  })
  const application = await variant(choices)
  const revocations = new Watched()
  const backend = new application.CookieBackend({ secrets: SECRET, now: () => now, revocations })
  return { application, revocations, backend, browser: new Browser(application, backend) }
}

beforeEach(() => {
  now = START
})
afterEach(() => {
  vi.doUnmock('./cookie.spec.ts')
  vi.unstubAllEnvs()
})

describe('an open socket', () => {
  it('S-K7 S-W2 hears of a logout elsewhere, where sessions that end are listed', async () => {
    const { application, browser } = await open('listsEnded')
    await browser.visit(({ session }) => (session['user'] = 'ada'))
    const { connection } = await browser.visit(() => {}, { scope: 'websocket' })
    const socket = new application.SessionSocket(connection)
    expect(await socket.revalidate()).toBe(true)
    await browser.visit(({ session }) => session.destroy())
    expect(await socket.revalidate()).toBe(false)
  })

  it('S-K7 S-W2 hears that all sessions of its user have ended', async () => {
    const { application, backend, browser } = await open('endsByUser')
    await browser.visit(({ session }) => (session['user'] = 'ada'))
    const { connection } = await browser.visit(() => {}, { scope: 'websocket' })
    const socket = new application.SessionSocket(connection)
    await backend.revokeForUser('grace')
    expect(await socket.revalidate()).toBe(true)
    await backend.revokeForUser('ada')
    expect(await socket.revalidate()).toBe(false)
  })
})

describe('what the store is asked', () => {
  it('S-K7 S-L1 nothing without a session; once by a request that reads, twice by one that writes', async () => {
    const { revocations, browser } = await open('listsEnded')
    await browser.visit()
    await browser.visit(() => {}, { cookie: '__Host-session=forged' })
    await browser.visit(({ session }) => (session['user'] = 'ada'))
    expect(revocations.asked).toEqual([])
    await browser.visit(({ session }) => session['user'])
    expect(revocations.asked.splice(0)).toEqual(['get'])
    await browser.visit(({ session }) => (session['user'] = 'grace'))
    expect(revocations.asked.splice(0)).toEqual(['get', 'get'])
  })

  it('S-K7 S-L14 nothing of a session past its deadline', async () => {
    const { revocations, browser } = await open('listsEnded')
    await browser.visit(({ session }) => (session['user'] = 'ada'))
    const cookie = await browser.cookies()
    now += 14 * DAY
    expect(await browser.read({ cookie })).toEqual({})
    expect(revocations.asked).toEqual([])
  })

  it('S-K7 what ends is kept until the last copy of its cookie has expired, on clocks five minutes apart', async () => {
    const { revocations, browser } = await open('listsEnded')
    await browser.visit(({ session }) => (session['user'] = 'ada'))
    now += DAY
    await browser.visit(({ session }) => session.destroy())
    const minute = 60 * 1000
    expect(revocations.asked.at(-1)).toBe(`raise ${15 * DAY + 10 * minute}`)
  })

  it('S-K7 by a save, too: a session that has ended meanwhile takes no write', async () => {
    const { backend, browser } = await open('endsByUser')
    await browser.visit(({ session }) => (session['user'] = 'ada'))
    const visit = browser.visit(async ({ session }) => {
      await backend.revokeForUser('ada')
      session['color'] = 'red'
      await session.save()
    })
    await expect(visit).rejects.toThrow('The session has ended')
  })

  it('S-K7 case 88 a session that a handler has emptied has ended, and so has a copy of its cookie', async () => {
    const { browser } = await open('listsEnded')
    await browser.visit(({ session }) => (session['user'] = 'ada'))
    const cookie = await browser.cookies()
    await browser.visit(({ session }) => Reflect.deleteProperty(session, 'user'))
    expect(await browser.names()).toEqual([])
    expect(await browser.read({ cookie })).toEqual({})
  })

  it('S-K7 nothing to list where no cookie has gone out', async () => {
    const { revocations, browser } = await open('listsEnded')
    await browser.visit(async ({ session }) => {
      session['user'] = 'ada'
      await session.destroy()
    })
    expect(revocations.asked).toEqual([])
  })
})

describe('the store in memory', () => {
  it('S-K7 keeps the latest time, and says whether it was this one', async () => {
    const store = new MemoryRevocations(() => now)
    const until = START + DAY
    expect(await store.get('key')).toBeNull()
    expect(await store.raise('key', 2, until)).toBe(true)
    expect(await store.raise('key', 2, until)).toBe(false)
    expect(await store.raise('key', 1, until)).toBe(false)
    expect(await store.get('key')).toBe(2)
    expect(await store.raise('key', 3, until)).toBe(true)
    expect([await store.get('key'), await store.get('other')]).toEqual([3, null])
  })

  it('S-K7 forgets what has expired, when something else is noted', async () => {
    const store = new MemoryRevocations(() => now)
    await store.raise('first', 1, START + 1000)
    await store.raise('second', 1, START + 3000)
    now += 1000
    await store.raise('third', 1, START + 5000)
    expect([await store.get('first'), await store.get('second'), await store.get('third')]).toEqual([null, 1, 1])
  })

  it('S-K7 does not start in production', async () => {
    const { application } = await open('listsEnded')
    vi.stubEnv('NODE_ENV', 'production')
    expect(() => new application.CookieBackend({ secrets: SECRET })).toThrow('Choose another revocationStore')
  })
})
