// What every server-side backend keeps to where it knows whose a session is. Import it before the backend: it has the choice made.
import { MAX_PER_USER } from './users-spec.ts'
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { BackendMeta } from '../meta.ts'
import type { ServerSideBackend } from '../runtime/server-side-backend.ts'
import { begin, read, request } from './backend-requests.ts'
import { MINUTE, newRecord, newStorageKey, type Open, subjectOf } from './backend-subject.ts'
import { PlainBackend } from './plain-backend.ts'

/** Ids as an attacker would choose them, where he can: none leads anywhere, and none is taken for another. */
const PATHS = ['.', '..', '../x', '../../etc/passwd', 'a/b', 'C:', 'NUL', 'a\0b']
const SYNTAX = ['*', '?', '[a-z]', '{tag}', "' OR 1=1 --", '__proto__', 'constructor', 'toString', 'a\r\nDEL b']
const LOOKALIKES = [
  'Ada',
  'ada',
  'é',
  'e\u0301',
  '漢🙂',
  '\ud800',
  '\udfff',
  'k'.repeat(10_000),
  `${'k'.repeat(9_999)}l`,
]
const HOSTILE_IDS = [...PATHS, ...SYNTAX, ...LOOKALIKES]

export function describeUsers(name: string, meta: BackendMeta, open: Open): void {
  describe(name, () => {
    it('S-U1 is what the backend says of itself', () => {
      expect(meta.guarantees.findsUsers).toBe(true)
    })

    describeSubject(open, meta.guarantees.deletesAll)
  })
  describe(`S-U5 ${name}, under a backend of a user's own with getForUser`, () => {
    describeSubject(async (now) => {
      const { backend, close } = await open(now)
      const plain = new PlainBackend(backend)
      return { backend: plain, second: () => plain, close }
    }, meta.guarantees.deletesAll)
  })
}

function describeSubject(open: Open, deletesAll: boolean): void {
  const subject = subjectOf(open)

  it('S-U1 lists the live sessions of a user, newest first, by their storage keys', async () => {
    const { backend, second, advance, now } = subject()
    const first = await login(backend, 'ada')
    const began = now()
    await login(backend, 'bob')
    await request(backend, null, (session) => Object.assign(session, { cart: 1 }))
    advance(MINUTE)
    const last = await login(backend, 'ada', { device: 'phone' })
    const listed = await ((await second()) ?? backend).listForUser('ada')
    expect(listed.map(({ handle }) => handle)).toEqual([last, first].map(storageKeyOf))
    expect(listed.map(({ data }) => data)).toEqual([{ userId: 'ada', device: 'phone' }, { userId: 'ada' }])
    expect(listed.map(({ createdAt }) => createdAt)).toEqual([now(), began])
    expect(listed.every(({ renewedAt, expiresAt }) => renewedAt <= now() && expiresAt > now())).toBe(true)
    expect(JSON.stringify(listed)).not.toContain(first)
  })

  it('S-U1 a handle ends its session, and no other', async () => {
    const { backend } = subject()
    const [one, other] = [await login(backend, 'ada'), await login(backend, 'ada')]
    await backend.delete(storageKeyOf(one))
    expect(await read(backend, one)).toEqual({})
    expect(await read(backend, other)).toEqual({ userId: 'ada' })
    expect(await handles(backend, 'ada')).toEqual([storageKeyOf(other)])
  })

  it('S-U1 a number and its text are one user; what is neither is nobody', async () => {
    const { backend } = subject()
    await Promise.all([login(backend, 42), login(backend, '42')])
    for (const id of ['', null, true, ['42'], { id: 42 }]) {
      await login(backend, id)
    }
    expect(await backend.listForUser(42)).toHaveLength(2)
    expect(await backend.listForUser('42')).toHaveLength(2)
    expect(await backend.listForUser('')).toEqual([])
    expect(await backend.listForUser('[object Object]')).toEqual([])
    expect(await backend.listForUser('true')).toEqual([])
  })

  it('S-U2 a session whose user changed is listed under the new one alone, without a user under none', async () => {
    const { backend } = subject()
    const cookie = await login(backend, 'ada')
    await request(backend, cookie, (session) => Object.assign(session, { userId: 'bob' }))
    expect(await handles(backend, 'ada')).toEqual([])
    expect(await handles(backend, 'bob')).toEqual([storageKeyOf(cookie)])
    await request(backend, cookie, (session) => Reflect.deleteProperty(session, 'userId'))
    expect(await handles(backend, 'bob')).toEqual([])
    expect(await read(backend, cookie)).toEqual({})
  })

  it('S-U2 what has ended is not listed: destroyed, regenerated, expired, deleted', async () => {
    const { backend, advance } = subject()
    const cookie = await login(backend, 'ada')
    await request(backend, cookie, (session) => session.destroy())
    expect(await handles(backend, 'ada')).toEqual([])
    const { cookie: next } = await request(backend, await login(backend, 'ada'), (session) =>
      session.regenerate({ keep: true }),
    )
    expect(await handles(backend, 'ada')).toEqual([storageKeyOf(String(next))])
    const key = newStorageKey()
    await backend.set(key, recordOf(backend, 'ada'))
    expect(await handles(backend, 'ada')).toContain(key)
    advance(MINUTE)
    expect(await handles(backend, 'ada')).not.toContain(key)
    if (deletesAll) {
      await backend.deleteAll()
      expect(await handles(backend, 'ada')).toEqual([])
    }
  })

  it('S-U2 the record is the truth: what its data says counts, and data that cannot be read is nobody’s', async () => {
    const { backend } = subject()
    const [lying, damaged] = [newStorageKey(), newStorageKey()]
    await backend.set(lying, { ...recordOf(backend, 'ada'), data: '{"userId":"bob"}' })
    await backend.set(damaged, { ...recordOf(backend, 'ada'), data: 'no JSON' })
    expect(await handles(backend, 'ada')).toEqual([])
  })

  it('S-U2 a session that is renewed is listed for as long as it lives', async () => {
    const { backend, advance, now } = subject()
    const key = newStorageKey()
    await backend.create(key, recordOf(backend, 'ada'))
    expect(await backend.touch(key, now(), now() + 300 * MINUTE)).toBe(true)
    advance(200 * MINUTE)
    await login(backend, 'ada')
    expect(await handles(backend, 'ada')).toContain(key)
  })

  it('S-U3 deleteForUser ends all sessions of a user, or all but one, and nobody else’s', async () => {
    const { backend, second } = subject()
    const [mine, stolen, other] = [
      await login(backend, 'ada'),
      await login(backend, 'ada'),
      await login(backend, 'bob'),
    ]
    const { session } = await begin(backend, mine)
    expect(await ((await second()) ?? backend).deleteForUser('ada', { except: session })).toBe(1)
    expect(await read(backend, stolen)).toEqual({})
    expect(await read(backend, mine)).toEqual({ userId: 'ada' })
    expect(await backend.deleteForUser('ada')).toBe(1)
    expect(await backend.deleteForUser('ada')).toBe(0)
    expect(await read(backend, mine)).toEqual({})
    expect(await read(backend, other)).toEqual({ userId: 'bob' })
  })

  it('S-U3 a request under way in a session that was ended brings nothing back', async () => {
    const { backend } = subject()
    const cookie = await login(backend, 'ada')
    const slow = await begin(backend, cookie)
    Object.assign(slow.session, { late: true })
    await backend.deleteForUser('ada')
    await expect(slow.commit()).rejects.toMatchObject({ name: 'SessionDestroyedError' })
    expect(await handles(backend, 'ada')).toEqual([])
  })

  it('S-U3 deleteIssuedBefore ends what began before a moment, not after, and nobody else’s', async () => {
    const { backend, advance, now } = subject()
    const [before, other] = [await login(backend, 'ada'), await login(backend, 'bob')]
    advance(1)
    const cut = now()
    const after = await login(backend, 'ada')
    expect(await backend.deleteIssuedBefore(cut, 'ada')).toBe(1)
    expect(await read(backend, before)).toEqual({})
    expect(await read(backend, after)).toEqual({ userId: 'ada' })
    expect(await read(backend, other)).toEqual({ userId: 'bob' })
  })

  it('S-U4 the oldest session makes room for one too many', async () => {
    const { backend, advance } = subject()
    const cookies: string[] = []
    for (let index = 0; index <= MAX_PER_USER; index += 1) {
      cookies.push(await login(backend, 'ada'))
      advance(1)
    }
    await login(backend, 'bob')
    const [oldest = '', ...others] = cookies
    expect(await read(backend, oldest)).toEqual({})
    expect(await handles(backend, 'ada')).toEqual(others.toReversed().map(storageKeyOf))
  })

  it('S-U4 an older session that a user signs in with is not the one to make room', async () => {
    const { backend, advance } = subject()
    const { cookie } = await request(backend, null, (session) => Object.assign(session, { cart: 1 }))
    for (let index = 0; index < MAX_PER_USER; index += 1) {
      advance(1)
      await login(backend, 'ada')
    }
    await request(backend, cookie, (session) => Object.assign(session, { userId: 'ada' }))
    expect(await read(backend, cookie)).toEqual({ cart: 1, userId: 'ada' })
    expect(await backend.listForUser('ada')).toHaveLength(MAX_PER_USER)
  })

  it('S-U4 20 parallel logins end with no more sessions than a user may have', async () => {
    const { backend, second } = subject()
    const other = (await second()) ?? backend
    await Promise.all(Array.from({ length: 20 }, (_, index) => login(index % 2 === 0 ? backend : other, 'ada')))
    expect(await backend.listForUser('ada')).toHaveLength(MAX_PER_USER)
  })

  it('S-U1 S-B5 user ids of any content stay apart', async () => {
    const { backend } = subject()
    const cookies = new Map<string, string>()
    for (const id of HOSTILE_IDS) {
      cookies.set(id, await login(backend, id))
    }
    for (const [id, cookie] of cookies) {
      expect(await handles(backend, id)).toEqual([storageKeyOf(cookie)])
    }
    expect(await backend.deleteForUser('*')).toBe(1)
    expect(await backend.listForUser('ada')).toHaveLength(1)
  })
}

async function login(backend: ServerSideBackend, userId: unknown, data: object = {}): Promise<string> {
  const { cookie } = await request(backend, null, (session) => Object.assign(session, { userId, ...data }))
  return String(cookie)
}

async function handles(backend: ServerSideBackend, userId: string): Promise<readonly string[]> {
  return (await backend.listForUser(userId)).map(({ handle }) => handle)
}

function recordOf(backend: ServerSideBackend, userId: string): ReturnType<typeof newRecord> {
  return newRecord(backend.now(), { userId, data: JSON.stringify({ userId }) })
}

function storageKeyOf(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('base64url')
}
