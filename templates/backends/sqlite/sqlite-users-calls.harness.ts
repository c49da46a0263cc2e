// The process of another runtime that runs a backend, as it is emitted with `userKey` and `maxPerUser`.
export { MAX_PER_USER } from '../../contracts/users-spec.ts'
import { serveCalls } from './sqlite-process.harness.ts'

serveCalls()
