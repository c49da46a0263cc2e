// The sessions of a user, in Redis: a sorted set of storage keys for each user, on one server and in a Cluster.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { describeUsers } from '../../contracts/backend-users.ts'
import { describeUsersInProcesses } from '../../contracts/backend-users-processes.ts'
import { missingRedis, type RedisServer, startCluster, startRedis } from '../../contracts/redis-servers.ts'
import { describeWith } from '../../contracts/services.ts'
import { type Connected, drivers } from './redis.harness.ts'
import { redis } from './redis.meta.ts'

describe.each(drivers)('$name', (driver) => {
  describeWith(missingRedis, 'one server', () => {
    let server: RedisServer
    let one: Connected
    let other: Connected

    beforeAll(async () => {
      server = await startRedis()
      one = await driver.connect(server.url)
      other = await driver.connect(server.url)
    })
    afterAll(async () => {
      await Promise.all([one.close(), other.close()])
      await server.stop()
    })

    describeUsers('the sessions of a user', redis, async (now) => ({
      backend: one.backend(now),
      second: () => other.backend(now),
      close: async () => void (await server.command('flushall')),
    }))

    it('S-U2 a storage key whose record is gone is not listed, and goes with the last deadline', async () => {
      const backend = one.backend()
      const [kept, evicted] = [newStorageKey(), newStorageKey()]
      const record = newRecord(Date.now(), { userId: 'ada', data: '{"userId":"ada"}' })
      await Promise.all([backend.create(kept, record), backend.create(evicted, record)])
      await server.command('del', `session:${evicted}`)
      expect([...(await backend.getForUser('ada')).keys()]).toEqual([kept])
      const [set = ''] = (await server.command('keys', 'session:user:*')).split('\n')
      expect(set).toMatch(/^session:user:[A-Za-z0-9_-]{43}$/)
      expect(Number(await server.command('pttl', set))).toBeGreaterThan(60_000)
      expect(Number(await server.command('pttl', set))).toBeLessThanOrEqual(61 * 60_000)
      await server.command('flushall')
    })
  })

  describeWith(missingRedis, 'a Cluster', () => {
    const worker = join(import.meta.dirname, 'redis-users-worker.harness.ts')
    describeUsersInProcesses('a Cluster', worker, async () => {
      const { nodes, stop } = await startCluster()
      return { place: JSON.stringify({ name: driver.name, ports: nodes.map(({ port }) => port) }), close: stop }
    })
  })
})
