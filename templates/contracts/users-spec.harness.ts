// Makes the choice of `users-spec.ts`, for programs that need nothing of it.
export { MAX_PER_USER } from './users-spec.ts'
