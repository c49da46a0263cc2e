// The sessions of a user (S-B3), on the authored modules: whose they are, in which order, and how they end.
import { describe, expect, it } from 'vitest'
import { choose, type Choice, NOW } from './requests.harness.ts'

const CHOICES = { users: 'listed', userKey: 'user' } as const

async function loginAs(chosen: Choice, user: unknown, more: object = {}): Promise<string> {
  const { cookie } = await chosen.request(chosen.backend, null, (session) => Object.assign(session, { user, ...more }))
  return String(cookie)
}

describe('whose a session is', () => {
  it.each<[unknown, string | null]>([
    ['ada', 'ada'],
    [42, '42'],
    [0, '0'],
    ['', null],
    [null, null],
    [true, null],
    [{ id: 1 }, null],
    [undefined, null],
    [Number.NaN, null],
    [Infinity, null],
  ])('S-B3 %s: %s', async (user, id) => {
    await choose(CHOICES)
    const { userIdOf } = await import('./user-id.ts')
    expect(userIdOf({ user })).toBe(id)
    expect(userIdOf({})).toBeNull()
    expect(userIdOf(Object.create({ user }) as Record<string, unknown>)).toBeNull()
  })
})

describe('listForUser', () => {
  it('S-B3 has the sessions of one user, newest first, with their times and data, a number and its text alike', async () => {
    const chosen = await choose(CHOICES)
    await loginAs(chosen, 42, { device: 'phone' })
    await loginAs(chosen, 'ada')
    chosen.clock.now = NOW + 1000
    const newest = await loginAs(chosen, '42', { device: 'laptop' })
    const sessions = await chosen.backend.listForUser(42)
    expect(sessions.map(({ createdAt, data }) => [createdAt, data['device']])).toEqual([
      [NOW + 1000, 'laptop'],
      [NOW, 'phone'],
    ])
    const record = await chosen.stored(newest)
    expect(record).not.toBeNull()
    const { storageKeyOf } = await import('./session-id-node.ts')
    expect(sessions[0]).toEqual({
      handle: storageKeyOf(newest),
      createdAt: record?.createdAt,
      renewedAt: record?.renewedAt,
      expiresAt: record?.expiresAt,
      data: { user: '42', device: 'laptop' },
    })
    expect(await chosen.backend.listForUser('nobody')).toEqual([])
  })

  it('S-B3 of two of the same millisecond has the one first whose handle is smaller', async () => {
    const chosen = await choose(CHOICES)
    for (let count = 0; count < 8; count += 1) {
      await loginAs(chosen, 'ada')
    }
    const handles = (await chosen.backend.listForUser('ada')).map(({ handle }) => handle)
    expect(handles).toEqual(handles.toSorted())
    expect(handles).toHaveLength(8)
  })

  it('S-B4 takes what the store found for a hint: what stands in the record decides, and what cannot be read is left out', async () => {
    const chosen = await choose(CHOICES)
    const record = await chosen.stored(await loginAs(chosen, 'ada'))
    if (record === null) {
      expect.fail('there is no record')
    }
    await chosen.backend.set('another-s', { ...record, data: '{"user":"eve"}' })
    await chosen.backend.set('spoilt', { ...record, data: 'no JSON' })
    expect((await chosen.backend.listForUser('ada')).map(({ data }) => data)).toEqual([{ user: 'ada' }])
  })

  it('S-D6 of data of a newer version has what the record says beside it', async () => {
    const chosen = await choose({ ...CHOICES, versioned: true, dataVersion: 2 })
    const record = await chosen.stored(await loginAs(chosen, 'ada'))
    if (record === null) {
      expect.fail('there is no record')
    }
    await chosen.backend.set('newer', { ...record, createdAt: NOW + 1, data: '@v3:{"who":"ada"}' })
    expect((await chosen.backend.listForUser('ada')).map(({ data }) => data)).toEqual([{}, { user: 'ada' }])
    await chosen.backend.set('newer', { ...record, userId: 'eve', data: '@v3:{"who":"eve"}' })
    expect((await chosen.backend.listForUser('ada')).map(({ data }) => data)).toEqual([{ user: 'ada' }])
  })
})

describe('deleteForUser', () => {
  it('S-B3 ends them all and says how many, the others go on', async () => {
    const chosen = await choose({ ...CHOICES, events: true })
    const ended: unknown[] = []
    const cookies = [await loginAs(chosen, 'ada'), await loginAs(chosen, 'ada')]
    const other = await loginAs(chosen, 'eve')
    chosen.onEvent((event) => ended.push(event.type === 'destroy' ? event.session : event.type))
    const handles = (await chosen.backend.listForUser('ada')).map(({ handle }) => handle)
    expect(await chosen.backend.deleteForUser('ada')).toBe(2)
    expect(ended).toEqual(handles.map((handle) => handle.slice(0, 12)))
    for (const cookie of cookies) {
      expect(await chosen.stored(cookie)).toBeNull()
    }
    expect(await chosen.read(chosen.backend, other)).toEqual({ user: 'eve' })
    expect(await chosen.backend.deleteForUser('ada')).toBe(0)
  })

  it('S-B3 spares the session of the request', async () => {
    const chosen = await choose(CHOICES)
    const [own, other] = [await loginAs(chosen, 'ada'), await loginAs(chosen, 'ada')]
    await chosen.request(chosen.backend, own, async (session) => {
      expect(await chosen.backend.deleteForUser('ada', { except: session })).toBe(1)
    })
    expect(await chosen.read(chosen.backend, own)).toEqual({ user: 'ada' })
    expect(await chosen.stored(other)).toBeNull()
  })
})

describe('deleteIssuedBefore', () => {
  it('S-B3 ends those of the user that began before the time, and not one of that very millisecond', async () => {
    const chosen = await choose(CHOICES)
    const [old, other] = [await loginAs(chosen, 'ada'), await loginAs(chosen, 'eve')]
    chosen.clock.now = NOW + 1
    const young = await loginAs(chosen, 'ada')
    expect(await chosen.backend.deleteIssuedBefore(NOW + 1, 'ada')).toBe(1)
    const left = await Promise.all([old, other, young].map(async (cookie) => (await chosen.stored(cookie)) !== null))
    expect(left).toEqual([false, true, true])
  })
})

describe('a user with as many sessions as may be', () => {
  it('S-B3 loses the oldest at the next login, and the newest stay', async () => {
    const chosen = await choose({ ...CHOICES, users: 'limited', maxPerUser: 3 })
    const cookies: string[] = []
    for (let at = 0; at < 5; at += 1) {
      chosen.clock.now = NOW + at
      cookies.push(await loginAs(chosen, 'ada'))
      expect((await chosen.backend.listForUser('ada')).length).toBe(Math.min(at + 1, 3))
    }
    const left = await Promise.all(cookies.map(async (cookie) => (await chosen.stored(cookie)) !== null))
    expect(left).toEqual([false, false, true, true, true])
  })

  it('S-B3 who is nobody has no number of sessions', async () => {
    const chosen = await choose({ ...CHOICES, users: 'limited', maxPerUser: 1 })
    const cookies = [await loginAs(chosen, ''), await loginAs(chosen, '')]
    for (const cookie of cookies) {
      expect(await chosen.stored(cookie)).not.toBeNull()
    }
  })

  it('S-B3 keeps an older session that the user signs in with, and loses another', async () => {
    const chosen = await choose({ ...CHOICES, users: 'limited', maxPerUser: 2 })
    const old = String(
      (await chosen.request(chosen.backend, null, (session) => Object.assign(session, { a: 1 }))).cookie,
    )
    chosen.clock.now = NOW + 1
    const middle = await loginAs(chosen, 'ada')
    chosen.clock.now = NOW + 2
    const young = await loginAs(chosen, 'ada')
    await chosen.request(chosen.backend, old, (session) => Object.assign(session, { user: 'ada' }))
    const left = await Promise.all([old, middle, young].map(async (cookie) => (await chosen.stored(cookie)) !== null))
    expect(left).toEqual([true, false, true])
  })
})
