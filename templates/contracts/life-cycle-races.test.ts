// Requests at the same time, in orders that a scheduler chooses, over memory, files and a Redis server by both clients.
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { FileBackend } from '../backends/file/file-backend.ts'
import { MemoryBackend } from '../backends/memory/memory-backend.ts'
import { type Connected, drivers } from '../backends/redis/redis.harness.ts'
import type { ServerSideBackend } from '../runtime/server-side-backend.ts'
import { race, racers } from './life-cycle-races.ts'
import { DISK_MODEL_RUNS } from './property-runs.ts'
import { missingRedis, type RedisServer, startRedis } from './redis-servers.ts'
import { describeWith, temporaryFolder } from './services.ts'

const TITLE = 'S-B3 S-L7 S-L8 S-L9 requests at once lose no update, and bring nothing back that ended'

function describeRaces(open: () => ServerSideBackend): void {
  it(TITLE, { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(racers, fc.scheduler(), async (all, scheduler) => race(open(), all, scheduler)),
      { numRuns: DISK_MODEL_RUNS },
    )
  })
}

describe('memory', () => {
  describeRaces(() => new MemoryBackend())
})

describe('file', () => {
  const folder = temporaryFolder('races')
  afterAll(() => folder.remove())
  describeRaces(() => new FileBackend(undefined, folder.path))
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
    describeRaces(() => connected.backend())
  })
})
