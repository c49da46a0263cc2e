// The sessions of a user, in memory.
import { describeUsers } from '../../contracts/backend-users.ts'
import { MemoryBackend } from './memory-backend.ts'
import { memory } from './memory.meta.ts'

describeUsers('the sessions of a user, in memory', memory, async (now) => ({
  backend: new MemoryBackend(now),
  second: () => null,
  close: async () => {},
}))
