// The life cycle of sessions in stores against its model: memory, files, and a Redis server by both clients.
import { DAY } from './life-cycle-choices.ts'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FileBackend } from '../backends/file/file-backend.ts'
import { MemoryBackend } from '../backends/memory/memory-backend.ts'
import { type Connected, drivers } from '../backends/redis/redis.harness.ts'
import type { ServerSideBackend } from '../runtime/server-side-backend.ts'
import { deadlineOf } from '../runtime/session-lifetime.ts'
import { steps, Trial } from './life-cycle-steps.ts'
import { DISK_MODEL_RUNS, MODEL_RUNS } from './property-runs.ts'
import { missingRedis, type RedisServer, startRedis } from './redis-servers.ts'
import { describeWith, temporaryFolder } from './services.ts'

it('is made for the choices that the model is made for', () => {
  expect(deadlineOf(0, 15 * DAY)).toBe(20 * DAY)
})

const TITLE = 'S-L7 S-L8 S-L9 S-L13 S-B3 requests mixed step by step come to what the model comes to'

/** @param open Makes a backend over a store that may hold what runs before have left. */
function describeModel(numRuns: number, open: (now: () => number) => ServerSideBackend): void {
  it(TITLE, { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        let time = Date.now()
        const backend = open(() => time)
        const advance = (milliseconds: number): void => void (time += milliseconds)
        await new Trial({ backend, inCookie: false, advance }).run(all)
      }),
      { numRuns },
    )
  })
}

describe('memory', () => {
  describeModel(MODEL_RUNS, (now) => new MemoryBackend(now))
})

describe('file', () => {
  const folder = temporaryFolder('model')
  afterAll(() => folder.remove())
  describeModel(DISK_MODEL_RUNS, (now) => new FileBackend(now, folder.path))
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
    describeModel(DISK_MODEL_RUNS, (now) => connected.backend(now))
  })
})
