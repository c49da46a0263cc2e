// The backend of the tests: in memory, with everything that a store promises. Open a backend of your own here to test it, too.
import { MemoryBackend } from './memory-backend'
import type { SessionBackend } from './session-backend'

/** @param now A clock in milliseconds since the epoch. */
export async function openBackend(
  now: () => number,
): Promise<{ readonly backend: SessionBackend; readonly close: () => Promise<void> }> {
  return { backend: new MemoryBackend(now), close: async () => {} }
}
