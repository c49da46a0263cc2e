// When the deadline of a record moves, and with it the cookie's.
import { describe, expect, it } from 'vitest'
import { observe } from '../contracts/observed-backend.ts'
import { choose, DAY, NOW } from './requests.harness.ts'

/** The choices of the tests below: 14 days, renewed after 1.4 of them. */
const DUE = 1.4 * DAY

describe("renew 'on-access'", () => {
  it('S-L13 moves record and cookie once renewAfter has passed, and not a moment before', async () => {
    const { backend, clock, login, request, stored } = await choose()
    const cookie = await login()
    clock.now = NOW + DUE - 1
    expect((await request(backend, cookie)).setCookie).toEqual([])
    expect(await stored(cookie)).toMatchObject({ renewedAt: NOW, expiresAt: NOW + 14 * DAY })
    clock.now = NOW + DUE
    expect((await request(backend, cookie)).setCookie).toEqual([expect.stringContaining('; Max-Age=1209600; ')])
    expect(await stored(cookie)).toMatchObject({ renewedAt: clock.now, expiresAt: clock.now + 14 * DAY, version: 1 })
  })

  it('S-L13 a change moves it, in the one operation that saves it', async () => {
    const { backend, clock, login, request, stored } = await choose()
    const cookie = await login()
    clock.now = NOW + DUE
    const store = observe(backend)
    const { setCookie } = await request(backend, cookie, (session) => Object.assign(session, { tab: 1 }))
    expect(store.calls.map(({ operation }) => operation)).toEqual(['get', 'update'])
    expect(setCookie).toEqual([expect.stringContaining('; Max-Age=1209600; ')])
    expect(await stored(cookie)).toMatchObject({ renewedAt: clock.now, expiresAt: clock.now + 14 * DAY, version: 2 })
  })

  it('S-L13 a renewal changes nothing but times: a write of another request stays', async () => {
    const { backend, clock, login, read, request } = await choose()
    const cookie = await login()
    clock.now = NOW + DUE
    await request(backend, cookie, () =>
      request(backend, cookie, (same) => Object.assign(same, { cart: 'a lamp' })).then(() => {}),
    )
    expect(await read(backend, cookie)).toEqual({ user: 'ada', cart: 'a lamp' })
  })

  it('S-L13 at the absolute timeout nothing is left to move: touch() asks the store for nothing', async () => {
    const { backend, clock, login, request } = await choose({
      absoluteTimeout: true,
      absoluteTimeoutSeconds: 14 * 24 * 60 * 60,
    })
    const cookie = await login()
    clock.now = NOW + 2 * DAY
    const store = observe(backend)
    expect((await request(backend, cookie, (session) => session.touch())).setCookie).toEqual([])
    expect(store.calls.map(({ operation }) => operation)).toEqual(['get'])
  })
})

it("S-L13 'on-write' leaves the deadline where it is until there is a change, or touch()", async () => {
  const { backend, clock, login, request, stored } = await choose({ renew: 'on-write' })
  const cookie = await login()
  clock.now = NOW + 13 * DAY
  expect((await request(backend, cookie)).setCookie).toEqual([])
  expect(await stored(cookie)).toMatchObject({ expiresAt: NOW + 14 * DAY })
  expect((await request(backend, cookie, (session) => session.touch())).setCookie).toHaveLength(1)
  expect(await stored(cookie)).toMatchObject({ expiresAt: clock.now + 14 * DAY })
  clock.now = NOW + 26 * DAY
  expect((await request(backend, cookie, (session) => Object.assign(session, { tab: 1 }))).setCookie).toHaveLength(1)
  expect(await stored(cookie)).toMatchObject({ renewedAt: clock.now, expiresAt: clock.now + 14 * DAY })
})

it("S-L13 'never': a change is saved, and neither the record's deadline nor the cookie's moves", async () => {
  const { backend, clock, login, request, stored } = await choose({ renew: 'never' })
  const cookie = await login()
  clock.now = NOW + 13 * DAY
  expect((await request(backend, cookie)).setCookie).toEqual([])
  expect((await request(backend, cookie, (session) => Object.assign(session, { tab: 1 }))).setCookie).toEqual([])
  expect(await stored(cookie)).toEqual({
    data: '{"user":"ada","tab":1}',
    createdAt: NOW,
    renewedAt: NOW,
    expiresAt: NOW + 14 * DAY,
    version: 2,
  })
})

describe('a new session', () => {
  it('S-L7 whose id is taken already is an error: the session of that id stays as it is, and nobody gets its cookie', async () => {
    const { backend, login, read, request } = await choose()
    const cookie = await login()
    backend.generateSessionId = () => cookie
    const write = request(backend, null, (session) => Object.assign(session, { user: 'mallory' }))
    await expect(write).rejects.toThrow('the random numbers of this machine repeat themselves')
    expect(await read(backend, cookie)).toEqual({ user: 'ada' })
  })

  it('S-L10 S-W2 cannot begin on an open socket: no head takes its cookie along any more', async () => {
    const { backend, begin } = await choose()
    const socket = await begin(backend, null, 'websocket')
    await socket.commit()
    const store = observe(backend)
    socket.session['user'] = 'ada'
    await expect(socket.session.save()).rejects.toMatchObject({ name: 'SessionLateError' })
    expect(store.calls).toEqual([])
  })

  it('S-L16 that was replaced before it was saved has no id', async () => {
    const { backend, request } = await choose()
    await request(backend, null, async (session) => {
      session['user'] = 'ada'
      const next = await session.regenerate({ keep: true })
      expect(session.id).toBeNull()
      expect(next.id).toMatch(/^[\w-]{43}$/)
    })
  })
})
