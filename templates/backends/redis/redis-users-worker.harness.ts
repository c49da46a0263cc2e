// Opens the backend in one of several processes, as it is emitted with `userKey` and `maxPerUser`.
import '../../contracts/users-spec.ts'

export { open } from './redis-worker.harness.ts'
