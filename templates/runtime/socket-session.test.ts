// A session on an open socket: what it hears of others, and what it can still keep.
import { describe, expect, it } from 'vitest'
import { observe } from '../contracts/observed-backend.ts'
import { type Choice, choose, DAY, NOW } from './requests.harness.ts'
import type { Session } from './session.ts'
import type { SessionBackend } from './session-backend.ts'

/** The session of a socket whose handshake is over. */
async function openSocket(
  choice: Choice,
  cookie: string | null,
  backend: SessionBackend = choice.backend,
): Promise<Session> {
  const handshake = await choice.begin(backend, cookie, 'websocket')
  await handshake.commit()
  return handshake.session
}

describe('revalidate', () => {
  it('S-W2 reads what others wrote, and a save after it is no conflict', async () => {
    const choice = await choose({ onConflict: 'reject' })
    const { backend, request, login, read } = choice
    const cookie = await login()
    const session = await openSocket(choice, cookie)
    await request(backend, cookie, (same) => {
      Object.assign(same, { cart: 'a lamp' })
      Reflect.deleteProperty(same, 'user')
    })
    expect(await backend.revalidate(session)).toBe(true)
    expect({ ...session }).toEqual({ cart: 'a lamp' })
    session['note'] = 'from the socket'
    await session.save()
    expect(await read(backend, cookie)).toEqual({ cart: 'a lamp', note: 'from the socket' })
  })

  it('S-W2 leaves changes of the socket’s own as they are', async () => {
    const choice = await choose()
    const { backend, request, login, read } = choice
    const cookie = await login()
    const session = await openSocket(choice, cookie)
    session['note'] = 'from the socket'
    await request(backend, cookie, (same) => Object.assign(same, { cart: 'a lamp' }))
    expect(await backend.revalidate(session)).toBe(true)
    expect({ ...session }).toEqual({ user: 'ada', note: 'from the socket' })
    await session.save()
    expect(await read(backend, cookie)).toEqual({ user: 'ada', cart: 'a lamp', note: 'from the socket' })
  })

  it('S-W2 hears of an end in another request, and of one on this socket without asking the store', async () => {
    const choice = await choose()
    const { backend, request, login } = choice
    const cookie = await login()
    const [one, other] = [await openSocket(choice, cookie), await openSocket(choice, await login())]
    await request(backend, cookie, (same) => same.destroy())
    expect(await backend.revalidate(one)).toBe(false)
    await other.destroy()
    const store = observe(backend)
    expect(await backend.revalidate(other)).toBe(false)
    expect(store.calls).toEqual([])
  })

  it('S-L14 S-W2 a session is over at its deadline by the clock of the reader, though the store still has it', async () => {
    const choice = await choose()
    const { clock, login, plain } = choice
    const reader = plain()
    let ahead = 0
    Object.defineProperty(reader, 'now', { value: () => clock.now + ahead })
    const session = await openSocket(choice, await login(), reader)
    ahead = 14 * DAY - 1
    expect(await reader.revalidate(session)).toBe(true)
    ahead = 14 * DAY
    expect(await reader.revalidate(session)).toBe(false)
  })

  it('S-W2 a socket without a session stays open, and costs no call of the backend', async () => {
    const choice = await choose()
    const session = await openSocket(choice, null)
    const store = observe(choice.backend)
    expect(await choice.backend.revalidate(session)).toBe(true)
    expect(store.calls).toEqual([])
  })
})

describe('an open socket', () => {
  it('S-W2 S-L13 saves without moving a deadline: the cookie could not go along', async () => {
    const choice = await choose()
    const { clock, login, stored } = choice
    const cookie = await login()
    const session = await openSocket(choice, cookie)
    clock.now = NOW + 2 * DAY
    session['note'] = 'from the socket'
    await session.save()
    expect(await stored(cookie)).toEqual({
      data: '{"user":"ada","note":"from the socket"}',
      createdAt: NOW,
      renewedAt: NOW,
      expiresAt: NOW + 14 * DAY,
      version: 2,
    })
  })

  it('S-L10 S-W2 cannot regenerate, and its session goes on', async () => {
    const choice = await choose()
    const { backend, login, read } = choice
    const cookie = await login()
    const session = await openSocket(choice, cookie)
    await expect(session.regenerate({ keep: true })).rejects.toMatchObject({ name: 'SessionLateError' })
    expect(await read(backend, cookie)).toEqual({ user: 'ada' })
    session['note'] = 'from the socket'
    await session.save()
    expect(await read(backend, cookie)).toEqual({ user: 'ada', note: 'from the socket' })
  })

  it('S-L9 cannot save a session that it has destroyed, and destroys it once however often it is asked to', async () => {
    const choice = await choose()
    const { backend, login, read } = choice
    const cookie = await login()
    const session = await openSocket(choice, cookie)
    const store = observe(backend)
    await Promise.all([session.destroy(), session.destroy()])
    await session.destroy()
    expect(store.calls.map(({ operation }) => operation)).toEqual(['delete'])
    await expect(session.save()).rejects.toMatchObject({ name: 'SessionDestroyedError' })
    expect(await read(backend, cookie)).toEqual({})
  })
})
