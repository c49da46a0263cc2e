// The backend of the tests: files, in a folder that goes with the test.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FileBackend } from './file-backend.js'

/** @import { SessionBackend } from './session-backend.js' */

/**
 * @param {() => number} now A clock in milliseconds since the epoch.
 * @returns {Promise<{ readonly backend: SessionBackend; readonly close: () => Promise<void> }>}
 */
export async function openBackend(now) {
  const directory = await mkdtemp(join(tmpdir(), 'sessions-'))
  return {
    backend: new FileBackend(now, directory),
    close: () => rm(directory, { recursive: true, force: true }),
  }
}
