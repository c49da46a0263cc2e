// Workers that share a namespace of Durable Objects, for tests.
import { join } from 'node:path'
import { startWorkers, type Workers } from '../../contracts/workers.ts'

/** @param hasUsers As it is emitted with `userKey` and `maxPerUser`. */
export function startObjects(hasUsers = false): Promise<Workers> {
  const module = hasUsers ? 'durable-object-users-worker.harness.ts' : 'durable-object-worker.harness.ts'
  return startWorkers(join(import.meta.dirname, module), (_, scriptName) => ({
    durableObjects: { SESSIONS: { className: 'DurableSession', scriptName, useSQLite: true } },
  }))
}
