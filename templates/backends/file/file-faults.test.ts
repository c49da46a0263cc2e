// The contract of backends, with files that cannot be used.
import { chmodSync, chownSync } from 'node:fs'
import { describeFault, type FaultyBackend } from '../../contracts/backend-faults.ts'
import { temporaryFolder } from '../../contracts/services.ts'
import { FileBackend } from './file-backend.ts'

// The superuser may do anything: the test steps down.
const isSuperuser = process.geteuid?.() === 0
const NOBODY = 65_534

/** @param mode What the folder's becomes with the fault. */
async function open(mode: number): Promise<FaultyBackend> {
  const { path, remove } = temporaryFolder('file-faults')
  if (isSuperuser) {
    chownSync(path, NOBODY, NOBODY)
    process.seteuid?.(NOBODY)
  }
  return {
    backend: new FileBackend(undefined, path),
    begin: async () => chmodSync(path, mode),
    end: async () => chmodSync(path, 0o700),
    async close() {
      chmodSync(path, 0o700)
      if (isSuperuser) {
        process.seteuid?.(0)
      }
      remove()
    },
  }
}

describeFault('a folder that nobody can read', () => open(0o000), { stillWorks: [], keepsRecords: true })
describeFault('a folder that others can write to', () => open(0o770), { stillWorks: [], keepsRecords: true })
