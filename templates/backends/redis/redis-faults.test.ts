import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeFault, endedOnce, type FaultyBackend } from '../../contracts/backend-faults.ts'
import { newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { startCuttingProxy } from '../../contracts/cutting-proxy.ts'
import { missingRedis, type RedisServer, startRedis, until } from '../../contracts/redis-servers.ts'
import { describeWith } from '../../contracts/services.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { drivers } from './redis.harness.ts'

const READS = ['get'] as const

describe.each(drivers)('$name', (driver) => {
  describeWith(missingRedis, 'when Redis fails', () => {
    let server: RedisServer
    beforeAll(async () => {
      server = await startRedis()
    })
    afterAll(() => server.stop())

    /** A backend of the server, with what starts and ends a fault of it. */
    const faulty =
      (begin: () => unknown, end: () => unknown): (() => Promise<FaultyBackend>) =>
      async () => {
        const connected = await driver.connect(server.url)
        await until(async () => (await connected.backend().get(newStorageKey())) === null)
        const fault = endedOnce(begin, end)
        return {
          backend: connected.backend(),
          ...fault,
          close: async () => {
            await fault.end()
            await connected.close()
            await server.command('flushall')
          },
        }
      }
    const command =
      (...words: readonly string[]) =>
      () =>
        server.command(...words)

    describeFault(
      'it is not there, and is started again',
      faulty(
        () => server.kill(),
        () => server.restart(),
      ),
      { stillWorks: [], keepsRecords: false },
    )

    describeFault(
      'it hangs',
      faulty(
        () => server.hang(),
        () => server.resume(),
      ),
      { stillWorks: [], keepsRecords: true },
    )

    describeFault(
      'it lacks the replicas that it must have to take writes',
      faulty(
        command('config', 'set', 'min-replicas-to-write', '1'),
        command('config', 'set', 'min-replicas-to-write', '0'),
      ),
      { stillWorks: READS, keepsRecords: true },
    )

    describeFault(
      'it has become a replica, which takes no writes',
      faulty(command('replicaof', '127.0.0.1', '1'), command('replicaof', 'no', 'one')),
      { stillWorks: READS, keepsRecords: true },
    )

    describeFault(
      'its memory is full',
      faulty(command('config', 'set', 'maxmemory', '1'), command('config', 'set', 'maxmemory', '0')),
      { stillWorks: [...READS, 'delete', 'deleteAll'], keepsRecords: true },
    )

    describeFault(
      'it is cut in mid-answer',
      async () => {
        const proxy = await startCuttingProxy(server.port)
        const connected = await driver.connect(`redis://127.0.0.1:${proxy.port}`)
        await until(async () => (await connected.backend().get(newStorageKey())) === null)
        return {
          backend: connected.backend(),
          begin: async () => proxy.cut(),
          end: async () => proxy.heal(),
          close: async () => {
            await connected.close()
            await proxy.close()
            await server.command('flushall')
          },
        }
      },
      { stillWorks: [], keepsRecords: true },
    )

    it('S-B7 what it refuses is the cause of the error, without a word of the session', async () => {
      const connected = await driver.connect(server.url)
      const record = newRecord(Date.now(), { data: '{"iban":"GB33BUKB20201555555555"}' })
      await until(() => connected.backend().create(newStorageKey(), record))
      await server.command('config', 'set', 'maxmemory', '1')
      const error: unknown = await connected
        .backend()
        .create(newStorageKey(), record)
        .catch((reason: unknown) => reason)
      await server.command('config', 'set', 'maxmemory', '0')
      expect(error).toBeInstanceOf(SessionStoreError)
      expect(inspect(error, { depth: null, showHidden: true })).toContain('OOM')
      expect(inspect(error, { depth: null, showHidden: true })).not.toContain('GB33')
      await connected.close()
    })
  })
})
