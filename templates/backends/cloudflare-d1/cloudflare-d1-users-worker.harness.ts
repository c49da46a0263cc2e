// The backend in a Worker, as it is emitted with `userKey` and `maxPerUser`.
import '../../contracts/users-spec.harness.ts'

export { default } from './cloudflare-d1-worker.harness.ts'
