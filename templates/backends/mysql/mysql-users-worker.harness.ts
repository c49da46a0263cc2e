// Opens the backend in one of several processes, as it is emitted with `userKey` and `maxPerUser`.

export { MAX_PER_USER } from '../../contracts/users-spec.ts'
export { open } from './mysql-worker.harness.ts'
