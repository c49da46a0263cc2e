// The process of another runtime that runs a backend, as it is emitted with `userKey` and `maxPerUser`.
import '../../contracts/users-spec.ts'
import { serveCalls } from './sqlite-process.harness.ts'

serveCalls()
