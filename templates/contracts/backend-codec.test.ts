// Records through each backend and its real store: files on the disk, a Redis server by both clients, memory.
import { afterAll, beforeAll, describe } from 'vitest'
import { FileBackend } from '../backends/file/file-backend.ts'
import { MemoryBackend } from '../backends/memory/memory-backend.ts'
import { type Connected, drivers } from '../backends/redis/redis.harness.ts'
import type { ServerSideBackend } from '../runtime/server-side-backend.ts'
import { describeCodec } from './backend-codec.ts'
import { DISK_RUNS, RUNS } from './property-runs.ts'
import { missingRedis, type RedisServer, startRedis } from './redis-servers.ts'
import { describeWith, temporaryFolder } from './services.ts'

describe('memory', () => {
  const backend = new MemoryBackend()
  afterAll(() => backend.deleteAll())
  describeCodec(() => backend, RUNS)
})

describe('file', () => {
  const folder = temporaryFolder('codec')
  const backend = new FileBackend(undefined, folder.path)
  afterAll(() => folder.remove())
  describeCodec(() => backend, DISK_RUNS)
})

describeWith(missingRedis, 'redis', () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server.stop())

  describe.each(drivers)('by $name', (driver) => {
    let connected: Connected
    let backend: ServerSideBackend
    beforeAll(async () => {
      connected = await driver.connect(server.url)
      backend = connected.backend()
    })
    afterAll(() => connected.close())
    describeCodec(() => backend, RUNS)
  })
})
