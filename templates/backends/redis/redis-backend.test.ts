import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeBackend } from '../../contracts/backend-contract.ts'
import { newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import {
  createCertificate,
  missingOpenssl,
  missingRedis,
  type RedisServer,
  startRedis,
} from '../../contracts/redis-servers.ts'
import { describeWith } from '../../contracts/services.ts'
import type { ServerSideBackend } from '../../runtime/server-side-backend.ts'
import { createBackend as createIoredisBackend } from './ioredis-backend.ts'
import { createBackend as createNodeRedisBackend } from './node-redis-backend.ts'
import { patternOf } from './redis-record.ts'
import { redis } from './redis.meta.ts'
import { type Connected, drivers } from './redis.harness.ts'

describe.each(drivers)('$name', (driver) => {
  describeWith(missingRedis, 'one server', () => {
    let server: RedisServer
    let one: Connected
    let other: Connected
    let backend: ServerSideBackend

    beforeAll(async () => {
      server = await startRedis()
      one = await driver.connect(server.url)
      other = await driver.connect(server.url)
      backend = one.backend()
    })
    afterAll(async () => {
      await Promise.all([one.close(), other.close()])
      await server.stop()
    })

    const flush = async (): Promise<void> => void (await server.command('flushall'))
    const setUp = async (): Promise<string> => {
      await flush()
      return newStorageKey()
    }

    describeBackend(
      'the contract',
      async (now) => ({
        backend: one.backend(now),
        second: () => other.backend(now),
        corrupt: async (key) => void (await server.command('set', `session:${key}`, 'no hash')),
        close: flush,
      }),
      { meta: redis, isCorruptible: true },
    )

    it('case 127 S-L13 keeps a record under its prefix, for as long as it lives', async () => {
      const key = await setUp()
      await backend.create(key, newRecord(Date.now()))
      expect(await server.command('keys', '*')).toBe(`session:${key}`)
      const left = Number(await server.command('pttl', `session:${key}`))
      expect(left).toBeGreaterThan(0)
      expect(left).toBeLessThanOrEqual(60_000)
    })

    it('S-L13 Redis’ own expiry moves with update and touch, and never to an earlier time', async () => {
      const key = await setUp()
      const expiry = async (): Promise<number> => Number(await server.command('pttl', `session:${key}`))
      const now = Date.now()
      await backend.create(key, newRecord(now))
      await backend.touch(key, now, now + 200_000)
      expect(await expiry()).toBeGreaterThan(100_000)
      await backend.touch(key, now, now + 1_000)
      expect(await expiry()).toBeGreaterThan(100_000)
      await backend.update(key, newRecord(now, { version: 2, expiresAt: now + 400_000 }), 1)
      expect(await expiry()).toBeGreaterThan(300_000)
    })

    it('S-B4 case 127 deleteAll goes in batches, and leaves everything that is not a record of this prefix', async () => {
      await setUp()
      const foreign = [
        'sessions',
        'session:',
        'session:other',
        'xsession:1',
        `session:admin:${newStorageKey()}`,
        'app:1',
      ]
      await server.command('mset', ...foreign.flatMap((key) => [key, 'stays']))
      await Promise.all(
        Array.from({ length: 2_500 }, () => backend.set(newStorageKey(), newRecord(Date.now(), { data: '{}' }))),
      )
      expect(Number(await server.command('dbsize'))).toBe(2_500 + foreign.length)
      await backend.deleteAll()
      expect((await server.command('keys', '*')).split('\n').toSorted()).toEqual(foreign.toSorted())
    })

    it.each(['app:', 'a*[b]?\\'])(
      'S-B4 case 128 deleteAll finds the keys of a client with the keyPrefix %j',
      async (keyPrefix) => {
        const key = await setUp()
        const client = await driver.connect(server.url, { keyPrefix })
        const prefixed = client.backend()
        const foreign = [`app:x:session:${key}`, `axb:session:${key}`, `session:${key}`]
        await server.command('mset', ...foreign.flatMap((name) => [name, 'stays']))
        await prefixed.create(key, newRecord(Date.now()))
        expect(await prefixed.get(key)).not.toBeNull()
        expect(await server.command('exists', `${keyPrefix}session:${key}`)).toBe('1')
        await prefixed.deleteAll()
        expect(await prefixed.get(key)).toBeNull()
        expect((await server.command('keys', '*')).split('\n').toSorted()).toEqual(foreign.toSorted())
        await client.close()
      },
    )

    it.each([
      ['a text', ['set', 'x']],
      ['a list', ['rpush', 'x']],
      ['part of a record', ['hset', 'data', '{}']],
      [
        'a record without data',
        ['hset', 'createdAt', '1', 'renewedAt', '1', 'expiresAt', '9999999999999', 'version', '1'],
      ],
      [
        'numbers that are none',
        ['hset', 'createdAt', '1', 'renewedAt', '', 'expiresAt', 'never', 'version', '1', 'data', '{}'],
      ],
    ])('S-B6 case 58 %s in place of a record is dropped', async (_what, [verb, ...rest]) => {
      const key = await setUp()
      await server.command(String(verb), `session:${key}`, ...rest)
      expect(await backend.get(key)).toBeNull()
      expect(await server.command('keys', '*')).toBe('')
    })

    it('S-B1 a hash of somebody else is no record', async () => {
      const key = await setUp()
      await server.command('hset', `session:${key}`, 'user', 'ada')
      expect(await backend.get(key)).toBeNull()
      expect(await backend.create(key, newRecord(Date.now()))).toBe(true)
    })

    it('S-B6 an update or a touch of what is no record brings nothing back', async () => {
      const key = await setUp()
      await server.command('hset', `session:${key}`, 'data', '{}', 'version', '1')
      expect(await backend.update(key, newRecord(Date.now(), { version: 2 }), 1)).toBe(false)
      expect(await backend.touch(key, Date.now(), Date.now() + 1_000)).toBe(false)
    })

    it('S-B2 a server that has forgotten the scripts learns them again', async () => {
      const key = await setUp()
      await server.command('script', 'flush')
      expect(await backend.create(key, newRecord(Date.now()))).toBe(true)
      await server.command('script', 'flush')
      expect(await backend.update(key, newRecord(Date.now(), { version: 2 }), 1)).toBe(true)
      await server.command('script', 'flush')
      expect(await backend.touch(key, Date.now(), Date.now() + 90_000)).toBe(true)
      expect(await backend.get(key)).toMatchObject({ version: 2 })
    })
  })

  describeWith(missingRedis, 'a server with a password', () => {
    it('S-B7 is used by a client that has it, and refuses one that has not', async () => {
      const server = await startRedis(['--requirepass', 'open sesame'], {
        cli: ['-a', 'open sesame', '--no-auth-warning'],
      })
      const key = newStorageKey()
      const client = await driver.connect(`redis://:open%20sesame@127.0.0.1:${server.port}`)
      await client.backend().create(key, newRecord(Date.now()))
      expect(await client.backend().get(key)).not.toBeNull()
      const stranger = await driver.connect(server.url)
      await expect(stranger.backend().get(key)).rejects.toMatchObject({ name: 'SessionStoreError' })
      await Promise.all([client.close(), stranger.close()])
      await server.stop()
    })
  })

  describeWith(missingRedis ?? missingOpenssl, 'a server with TLS', () => {
    it('S-B7 is used by a client that trusts its authority', async () => {
      const certificate = createCertificate()
      const server = await startRedis([], { tls: certificate })
      const client = await driver.connect(server.url, { authority: certificate.authority })
      const key = newStorageKey()
      await client.backend().create(key, newRecord(Date.now()))
      expect(await client.backend().get(key)).not.toBeNull()
      await client.close()
      await server.stop()
      certificate.remove()
    })
  })
})

describe('without a client', () => {
  it.each([createNodeRedisBackend, createIoredisBackend])('the application does not start', (createBackend) => {
    expect(() => createBackend({})).toThrow(TypeError)
  })
})

describe('patternOf', () => {
  it('S-B4 case 128 takes what SCAN takes for wildcards as itself', () => {
    expect(patternOf('a*b?[c]\\:')).toBe('a\\*b\\?\\[c\\]\\\\:*')
  })
})

// A server that runs already, Valkey for example. Nothing but keys with a prefix of this run's own is touched there.
const { REDIS_URL } = process.env
if (REDIS_URL !== undefined) {
  describe.each(drivers)('$name with the server of REDIS_URL', (driver) => {
    let one: Connected
    let other: Connected
    beforeAll(async () => {
      const keyPrefix = `create-session-test-${newStorageKey()}:`
      one = await driver.connect(REDIS_URL, { keyPrefix })
      other = await driver.connect(REDIS_URL, { keyPrefix })
    })
    afterAll(async () => {
      await Promise.all([one.close(), other.close()])
    })

    describeBackend(
      'the contract',
      async (now) => ({
        backend: one.backend(now),
        second: () => other.backend(now),
        close: () => one.backend().deleteAll(),
      }),
      { meta: redis, isCorruptible: false },
    )
  })
}
