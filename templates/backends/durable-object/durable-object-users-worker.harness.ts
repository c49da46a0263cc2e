// The backend in a Worker, as it is emitted with `userKey` and `maxPerUser`.
import '../../contracts/users-spec.harness.ts'

export { default, DurableSession } from './durable-object-worker.harness.ts'
