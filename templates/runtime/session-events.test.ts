// What the authored modules tell of sessions, in the order in which it happens.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Choice, choose, DAY, NOW } from './requests.harness.ts'
import type { SessionEvent } from './session-events.ts'
import type { Spec } from './spec.ts'

const ends: (() => void)[] = []

/** The modules with events, and what was told since it was last asked for. */
async function listen(choices: Partial<Spec> = {}): Promise<Choice & { told(): SessionEvent[] }> {
  const choice = await choose({ events: true, ...choices })
  const events: SessionEvent[] = []
  ends.push(choice.onEvent((event) => events.push(event)))
  return { ...choice, told: () => events.splice(0) }
}

afterEach(() => {
  vi.restoreAllMocks()
  ends.splice(0).forEach((end) => end())
})

describe.each([true, false])('events (node: %s)', (node) => {
  it('S-O3 tell of a session by the same text from its beginning to its end', async () => {
    const { backend, clock, login, request, told } = await listen({ node })
    const cookie = await login()
    const [first] = told()
    const session = first !== undefined && 'session' in first ? first.session : null
    expect(session).toMatch(/^[\w-]{12}$/)
    expect(first).toEqual({ type: 'create', session })
    await request(backend, cookie, (one) => Object.assign(one, { note: 'secret' }))
    expect(told()).toEqual([
      { type: 'load', session },
      { type: 'save', session },
    ])
    clock.now = NOW + 2 * DAY
    await request(backend, cookie)
    expect(told()).toEqual([
      { type: 'load', session },
      { type: 'renew', session },
    ])
    await request(backend, cookie, (one) => one.destroy())
    expect(told()).toEqual([
      { type: 'load', session },
      { type: 'destroy', session },
    ])
  })

  it('S-O3 tell why what came is no session', async () => {
    const { backend, login, request, told } = await listen({ node })
    const cookie = await login()
    await request(backend, cookie, (session) => session.destroy())
    told()
    await request(backend, null)
    expect(told()).toEqual([])
    await request(backend, cookie)
    expect(told()).toEqual([{ type: 'reject', reason: 'unknown' }])
    await request(backend, 'no-session-id')
    expect(told()).toEqual([{ type: 'reject', reason: 'malformed' }])
  })
})

describe('events', () => {
  it('S-O3 S-L9 do not keep a session from being destroyed that ended in a parallel request', async () => {
    const { backend, login, request } = await listen()
    const cookie = await login()
    const answer = await request(backend, cookie, async (session) => {
      await request(backend, cookie, (same) => same.destroy())
      await session.destroy()
    })
    expect(answer.cookie).toBeNull()
  })

  it('S-O3 tell of a session that another one carries on', async () => {
    const { backend, login, request, told } = await listen()
    const cookie = await login()
    const session = handleIn(told())
    await request(backend, cookie, (one) => one.regenerate({ keep: true }))
    const [load, regenerate, create] = told()
    expect([load, regenerate]).toEqual([
      { type: 'load', session },
      { type: 'regenerate', session },
    ])
    expect(create).toMatchObject({ type: 'create' })
    expect(create).not.toMatchObject({ session })
  })

  it.each(['merge', 'reject', 'last-write-wins'] as const)('S-O3 tell of a conflict: %s', async (onConflict) => {
    const { backend, login, request, told } = await listen({ onConflict })
    const cookie = await login()
    const session = handleIn(told())
    await request(backend, cookie, async (one) => {
      await request(backend, cookie, (same) => Object.assign(same, { cart: 'a lamp' }))
      one['note'] = 'mine'
    }).catch(() => {})
    expect(told()).toContainEqual({ type: 'conflict', session })
    await request(backend, cookie, async (one) => {
      await request(backend, cookie, (same) => Object.assign(same, { cart: 'two lamps' }))
      await one.regenerate({ keep: true })
    }).catch(() => {})
    expect(told().filter(({ type }) => type === 'conflict')).toEqual([{ type: 'conflict', session }])
  })

  it('S-O3 S-B6 tell of a record that could not be read, and of a write that came too late', async () => {
    const { backend, begin, login, request, stored, told } = await listen()
    const cookie = await login()
    const session = handleIn(told())
    const record = await stored(cookie)
    const { storageKeyOf } = await import('./session-id-node.ts')
    await backend.set(storageKeyOf(cookie), {
      data: '{',
      createdAt: NOW,
      renewedAt: NOW,
      expiresAt: NOW + DAY,
      version: 1,
    })
    await request(backend, cookie)
    expect(told()).toEqual([{ type: 'corrupt', session }])
    if (record !== null) {
      await backend.set(storageKeyOf(cookie), record)
    }
    const { warnOfLateWrite } = await import('./session.ts')
    vi.spyOn(process, 'emitWarning').mockReturnValue()
    const open = await begin(backend, cookie)
    open.session['late'] = true
    told()
    warnOfLateWrite(open.session)
    expect(told()).toEqual([{ type: 'late-write', session }])
  })

  it('S-O3 S-B9 tell of a store that is away once, and not that its sessions are unknown', async () => {
    const { backend, down, login, request, told } = await listen({ readOnlyWithoutStore: true })
    const cookie = await login()
    const store = down()
    told()
    await request(backend, cookie)
    expect(told()).toEqual([])
    store.heal()
    await request(backend, cookie)
    expect(told()).toMatchObject([{ type: 'load' }])
  })
})

function handleIn(events: readonly SessionEvent[]): string | null {
  const [event] = events
  return event !== undefined && 'session' in event ? event.session : null
}
