// The sessions of a user, in Durable Objects: an object of the user knows them.
import { afterAll, beforeAll, describe } from 'vitest'
import { describeUsers } from '../../contracts/backend-users.ts'
import { describeUsersOfSharers } from '../../contracts/backend-users-processes.ts'
import { observe } from '../../contracts/observed-backend.ts'
import type { Workers } from '../../contracts/workers.ts'
import { startObjects } from './durable-object.harness.ts'
import { durableObject } from './durable-object.meta.ts'

describe('one namespace', () => {
  let workers: Workers

  beforeAll(async () => {
    workers = await startObjects(true)
  })
  afterAll(() => workers.stop())

  describeUsers('the sessions of a user', durableObject, async (now) => {
    const [one, other] = [workers.backend(now), workers.backend(now, 1)]
    const seen = [observe(one), observe(other)]
    return {
      backend: one,
      second: () => other,
      async close() {
        // There is no deleteAll.
        const keys = new Set(seen.flatMap(({ calls }) => calls.map(({ key }) => key)))
        await Promise.all([...keys].map((key) => workers.backend().delete(key)))
      },
    }
  })
})

describeUsersOfSharers('one namespace, in four Workers', () => startObjects(true))
