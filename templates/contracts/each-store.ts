// The same tests over each store: memory, files, and a Redis server by both clients.
import { afterAll, beforeAll, describe } from 'vitest'
import { FileBackend } from '../backends/file/file-backend.ts'
import { MemoryBackend } from '../backends/memory/memory-backend.ts'
import { type Connected, drivers } from '../backends/redis/redis.harness.ts'
import type { ServerSideBackend } from '../runtime/server-side-backend.ts'
import { missingRedis, type RedisServer, startRedis } from './redis-servers.ts'
import { describeWith, temporaryFolder } from './services.ts'

/** Makes a backend over the store; that in memory is empty each time. */
export type OpenStore = (now?: () => number) => ServerSideBackend

/** Redis has a clock of its own: what has a millisecond left when it is written is gone before it is read. */
const REDIS_MARGIN = 60_000

/**
 * @param isQuick Whether thousands of requests to the store take seconds, and not minutes.
 * @param margin How long before its deadline a record can be written and still be read, in milliseconds.
 */
export function describeEachStore(body: (open: OpenStore, isQuick: boolean, margin: number) => void): void {
  describe('memory', () => {
    body((now) => new MemoryBackend(now), true, 1)
  })

  describe('file', () => {
    const folder = temporaryFolder('store')
    afterAll(() => folder.remove())
    body((now) => new FileBackend(now, folder.path), false, 1)
  })

  describeWith(missingRedis, 'redis', () => {
    let server: RedisServer
    beforeAll(async () => {
      server = await startRedis()
    })
    afterAll(() => server.stop())

    describe.each(drivers)('by $name', (driver) => {
      let connected: Connected
      beforeAll(async () => {
        connected = await driver.connect(server.url)
      })
      afterAll(() => connected.close())
      body((now) => connected.backend(now), true, REDIS_MARGIN)
    })
  })
}
