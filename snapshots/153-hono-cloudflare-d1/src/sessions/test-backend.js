// The backend of the tests: in memory, with everything that a store promises. Open a backend of your own here to test it, too.
import { MemoryBackend } from './memory-backend.js'

/** @import { SessionBackend } from './session-backend.js' */

/**
 * @param {() => number} now A clock in milliseconds since the epoch.
 * @returns {Promise<{ readonly backend: SessionBackend; readonly close: () => Promise<void> }>}
 */
export async function openBackend(now) {
  return { backend: new MemoryBackend(now), close: async () => {} }
}
