import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeBackend } from '../../contracts/backend-contract.ts'
import { newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { missingRedis, type RedisCluster, startCluster, until } from '../../contracts/redis-servers.ts'
import { describeWith } from '../../contracts/services.ts'
import { redis } from './redis.meta.ts'
import { type Connected, drivers } from './redis.harness.ts'

describe.each(drivers)('$name', (driver) => {
  describeWith(missingRedis, 'a Cluster of three', () => {
    let cluster: RedisCluster
    let one: Connected
    let other: Connected
    let ports: number[]

    beforeAll(async () => {
      cluster = await startCluster()
      ports = cluster.nodes.map(({ port }) => port)
      one = await driver.connectCluster(ports)
      other = await driver.connectCluster(ports)
    })
    afterAll(async () => {
      await Promise.all([one.close(), other.close()])
      await cluster.stop()
    })

    const flush = async (): Promise<void> =>
      void (await Promise.all(cluster.nodes.map((node) => node.command('flushall'))))
    /** How many keys each of the nodes has. */
    const sizes = (): Promise<number[]> =>
      Promise.all(cluster.nodes.map(async (node) => Number(await node.command('dbsize'))))

    describeBackend(
      'the contract',
      async (now) => ({
        backend: one.backend(now),
        second: () => other.backend(now),
        corrupt: async (key) => {
          // The two nodes that do not keep the key refuse.
          await Promise.all(
            cluster.nodes.map((node) => node.command('set', `session:${key}`, 'no hash').catch(() => {})),
          )
        },
        close: flush,
      }),
      { meta: redis, isCorruptible: true },
    )

    it('S-B4 deleteAll goes over every node, and leaves what is not a record', async () => {
      await flush()
      const backend = one.backend()
      const keys = Array.from({ length: 1_500 }, newStorageKey)
      await Promise.all(keys.map((key) => backend.set(key, newRecord(Date.now()))))
      expect((await sizes()).filter((size) => size === 0)).toEqual([])
      for (const node of cluster.nodes) {
        await until(async () => (await node.command('set', `session:${Math.random()}`, 'stays')) === 'OK')
      }
      await backend.deleteAll()
      expect(await sizes()).toEqual([1, 1, 1])
    })

    it('S-B7 a record is found where its slot has moved to', async () => {
      await flush()
      const backend = one.backend()
      const key = newStorageKey()
      await backend.create(key, newRecord(Date.now()))
      const slot = await cluster.nodes[0]?.command('cluster', 'keyslot', `session:${key}`)
      const from = (await sizes()).indexOf(1)
      const [source, target] = [cluster.nodes[from], cluster.nodes[(from + 1) % 3]]
      const ids = await Promise.all(
        [source, target].map(async (node) => String(await node?.command('cluster', 'myid'))),
      )
      await target?.command('cluster', 'setslot', String(slot), 'importing', String(ids[0]))
      await source?.command('cluster', 'setslot', String(slot), 'migrating', String(ids[1]))
      await source?.command('migrate', '127.0.0.1', String(target?.port), `session:${key}`, '0', '1000')
      // The slot is on its way: the old node sends askers on.
      expect(await backend.get(key)).not.toBeNull()
      expect(await backend.update(key, newRecord(Date.now(), { version: 2 }), 1)).toBe(true)
      for (const node of [target, source, ...cluster.nodes]) {
        await node?.command('cluster', 'setslot', String(slot), 'node', String(ids[1]))
      }
      expect(await backend.update(key, newRecord(Date.now(), { version: 3 }), 2)).toBe(true)
      expect(await backend.get(key)).toMatchObject({ version: 3 })
      await backend.deleteAll()
      expect(await backend.get(key)).toBeNull()
    })

    it('S-B1 a node that is gone fails the requests that need it, and no others', async () => {
      await flush()
      await Promise.all(
        cluster.nodes.map((node) => node.command('config', 'set', 'cluster-require-full-coverage', 'no')),
      )
      const backend = one.backend()
      const keys = Array.from({ length: 60 }, newStorageKey)
      await Promise.all(keys.map((key) => backend.set(key, newRecord(Date.now()))))
      const lost = (await sizes())[2]
      cluster.nodes[2]?.hang()
      const outcomes = await Promise.all(
        keys.map((key) =>
          backend.get(key).then(
            (record) => record?.version,
            (error: unknown) => String(error instanceof Error && error.name),
          ),
        ),
      )
      expect(outcomes.filter((outcome) => outcome === 1)).toHaveLength(keys.length - Number(lost))
      expect(outcomes.filter((outcome) => outcome === 'SessionStoreError')).toHaveLength(Number(lost))
      cluster.nodes[2]?.resume()
      await until(async () =>
        (await Promise.all(keys.map((key) => backend.get(key)))).every((record) => record !== null),
      )
    })
  })
})
