// The backend of the tests: files, in a folder that goes with the test.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SessionBackend } from './session-backend.ts'
import { FileBackend } from './file-backend.ts'

/** @param now A clock in milliseconds since the epoch. */
export async function openBackend(
  now: () => number,
): Promise<{ readonly backend: SessionBackend; readonly close: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'sessions-'))
  return {
    backend: new FileBackend(now, directory),
    close: () => rm(directory, { recursive: true, force: true }),
  }
}
