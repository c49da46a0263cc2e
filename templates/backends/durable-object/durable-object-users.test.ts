// The sessions of a user, in Durable Objects: an object of the user knows them.
import { afterAll, beforeAll, describe } from 'vitest'
import { describeUsers } from '../../contracts/backend-users.ts'
import { describeUsersOfSharers } from '../../contracts/backend-users-processes.ts'
import type { Workers } from '../../contracts/workers.ts'
import { startObjects } from './durable-object.harness.ts'
import { durableObject } from './durable-object.meta.ts'

describe('one namespace', () => {
  let workers: Workers

  beforeAll(async () => {
    workers = await startObjects(true)
  })
  afterAll(() => workers.stop())

  describeUsers('the sessions of a user', durableObject, async (now) => ({
    backend: workers.backend(now),
    second: () => workers.backend(now, 1),
    close: async () => {},
  }))
})

describeUsersOfSharers('one namespace, in four Workers', () => startObjects(true))
