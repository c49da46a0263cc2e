import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { describeBackend } from '../../contracts/backend-contract.ts'
import { newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { describeWith } from '../../contracts/services.ts'
import { createBackend, MemcachedBackend } from './memcached-backend.ts'
import { MemcachedConnection } from './memcached-connection.ts'
import { memcached } from './memcached.meta.ts'
import { keyOf } from './memcached-record.ts'
import { type MemcachedServer, missingMemcached, startMemcached } from './memcached.harness.ts'

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000

describeWith(missingMemcached, 'memcached', () => {
  let server: MemcachedServer
  let one: MemcachedConnection
  let other: MemcachedConnection
  let backend: MemcachedBackend

  beforeAll(async () => {
    server = await startMemcached()
    one = new MemcachedConnection('127.0.0.1', server.port)
    other = new MemcachedConnection('127.0.0.1', server.port)
    backend = new MemcachedBackend(one)
  })
  afterAll(async () => {
    one.close()
    other.close()
    await server.stop()
  })

  const put = (key: string, text: string): Promise<string> =>
    server.say(`set ${keyOf(key)} 0 0 ${Buffer.byteLength(text)}\r\n${text}\r\n`, 'STORED\r\n')

  /** The expiry of an item in seconds, as memcached counts it; null where there is none. */
  const left = async (key: string): Promise<number | null> => {
    const answer = await server.say(`mg ${keyOf(key)} t\r\n`, '\r\n')
    return answer.startsWith('HD t') ? Number(answer.slice(4)) : null
  }

  describeBackend(
    'the contract',
    async (now) => ({
      backend: new MemcachedBackend(one, now),
      second: () => new MemcachedBackend(other, now),
      corrupt: async (key) => void (await put(key, 'no record')),
      close: async () => {},
    }),
    { meta: memcached, isCorruptible: true },
  )

  it('S-B5 bad input 91 a key is the prefix and a hash, and a value is one line and the data', async () => {
    const key = newStorageKey()
    await backend.create(key, newRecord(1_000, { expiresAt: Date.now() + 60_000 }))
    expect(keyOf(key)).toMatch(/^session:[\w-]{43}$/)
    const answer = await server.say(`get ${keyOf(key)}\r\n`, 'END\r\n')
    expect(answer).toMatch(
      new RegExp(`^VALUE ${keyOf(key)} 0 \\d+\\r\\n1000 1000 \\d+ 1\\n\\{"color":"red"\\}\\r\\nEND`),
    )
  })

  it.each([1, 29, 31, 400])('S-L13 bad input 93 a lifetime of %i days is one, beyond thirty too', async (days) => {
    const key = newStorageKey()
    const now = Date.now()
    await backend.create(key, newRecord(now, { expiresAt: now + days * DAY_MILLISECONDS }))
    expect(await backend.get(key)).not.toBeNull()
    const seconds = days * 24 * 60 * 60
    expect(await left(key)).toBeGreaterThanOrEqual(seconds)
    expect(await left(key)).toBeLessThanOrEqual(seconds + 3)
  })

  it('S-L13 memcached’s own expiry moves with touch and update, and never to an earlier time', async () => {
    const key = newStorageKey()
    const now = Date.now()
    await backend.create(key, newRecord(now))
    await backend.touch(key, now, now + 200_000)
    expect(await left(key)).toBeGreaterThan(190)
    await backend.touch(key, now, now + 1_000)
    expect(await left(key)).toBeGreaterThan(190)
    await backend.update(key, newRecord(now, { version: 2, expiresAt: now + 400_000 }), 1)
    expect(await left(key)).toBeGreaterThan(390)
  })

  it('S-L14 a record is there until its deadline, whichever steps memcached’s clock goes in', async () => {
    const key = newStorageKey()
    const now = Date.now()
    await backend.create(key, newRecord(now, { expiresAt: now + 1_900 }))
    await new Promise((resolve) => setTimeout(resolve, now + 1_700 - Date.now()))
    expect(await backend.get(key)).not.toBeNull()
  })

  it.each(['', 'no record', '1 2 3\n{}', '1 2 x 4\n{}', '-1 2 3 4\n{}'])('S-B6 case 58 %j is dropped', async (text) => {
    const key = newStorageKey()
    await put(key, text)
    expect(await backend.update(key, newRecord(Date.now(), { version: 2 }), 1)).toBe(false)
    expect(await backend.get(key)).toBeNull()
    expect(await left(key)).toBeNull()
  })

  it('S-B3 a renewal that meets a write keeps both', async () => {
    const key = newStorageKey()
    const now = Date.now()
    await backend.create(key, newRecord(now))
    const second = new MemcachedBackend(other)
    for (let version = 1; version <= 50; version += 1) {
      const record = newRecord(now, { version: version + 1, data: `{"count":${version}}`, expiresAt: now + 60_000 })
      const [isTouched, isUpdated] = await Promise.all([
        backend.touch(key, now, now + 60_000 + version),
        second.update(key, record, version),
      ])
      expect([isTouched, isUpdated]).toEqual([true, true])
    }
    expect(await backend.get(key)).toMatchObject({ version: 51, data: '{"count":50}' })
  })

  it('S-B4 deleteAll fails, and nothing is gone', async () => {
    const key = newStorageKey()
    await backend.create(key, newRecord(Date.now()))
    await expect(backend.deleteAll()).rejects.toMatchObject({ name: 'SessionStoreError' })
    expect(await backend.get(key)).not.toBeNull()
  })

  it('many commands at once are answered each by its own', async () => {
    const keys = Array.from({ length: 500 }, newStorageKey)
    const now = Date.now()
    await Promise.all(
      keys.map((key, at) => backend.create(key, newRecord(now, { data: `{"at":${at},"text":"é\\r\\nEND"}` }))),
    )
    const found = await Promise.all(keys.map((key) => backend.get(key)))
    expect(found.map((record) => (JSON.parse(record?.data ?? '{}') as { at: number }).at)).toEqual(
      keys.map((_, at) => at),
    )
  })

  it.each(['127.0.0.1', '[::ffff:127.0.0.1]', 'localhost'])('MEMCACHED_SERVER is the server: %s', async (host) => {
    vi.stubEnv('MEMCACHED_SERVER', `${host}:${server.port}`)
    const named = createBackend({})
    const key = newStorageKey()
    expect(await named.create(key, newRecord(Date.now()))).toBe(true)
    expect(await backend.get(key)).not.toBeNull()
  })
})

describe('without a server', () => {
  afterEach(() => vi.unstubAllEnvs())

  it.each([undefined, '', 'memcached://cache:11211', 'a b:1', 'cache:port'])(
    'the application does not start: %j',
    (value) => {
      vi.stubEnv('MEMCACHED_SERVER', value)
      expect(() => createBackend({})).toThrow('MEMCACHED_SERVER')
    },
  )
})
