// The sessions of a user, in files: an empty file for each, in a folder of the user.
import { join } from 'node:path'
import { describeUsers } from '../../contracts/backend-users.ts'
import { describeUsersInProcesses } from '../../contracts/backend-users-processes.ts'
import { temporaryFolder } from '../../contracts/services.ts'
import { FileBackend } from './file-backend.ts'
import { file } from './file.meta.ts'

describeUsers('the sessions of a user, in files', file, async (now) => {
  const folder = temporaryFolder('users')
  return {
    backend: new FileBackend(now, folder.path),
    second: () => new FileBackend(now, folder.path),
    close: async () => folder.remove(),
  }
})

describeUsersInProcesses('files', join(import.meta.dirname, 'file-users-worker.harness.ts'), async () => {
  const { path, remove } = temporaryFolder('users-processes')
  return { place: path, close: async () => remove() }
})
