// Authored modules as they are emitted with `userKey` and `maxPerUser`. Import it before them.
import { spec } from '../runtime/spec.ts'

/** So many sessions a user has at most. */
export const MAX_PER_USER = 3

Object.assign(spec, { users: 'limited', userKey: 'userId', maxPerUser: MAX_PER_USER })
