// The backend of the tests: the Redis of REDIS_URL; without that variable, memory with everything that Redis promises.
import { Redis } from 'ioredis'
import { readEnvironment } from './environment.js'
import type { SessionBackend } from './session-backend.js'
import type { SessionRecord } from './session-record.js'
import { MemoryBackend } from './memory-backend.js'
import { RedisBackend } from './redis-backend.js'

/** @param now A clock in milliseconds since the epoch. */
export async function openBackend(
  now: () => number,
): Promise<{ readonly backend: SessionBackend; readonly close: () => Promise<void> }> {
  const url = readEnvironment('REDIS_URL')
  if (url === undefined) {
    return { backend: new MemoryBackend(now), close: async () => {} }
  }
  // A Redis that does not answer fails the tests at once.
  const client = new Redis(url, { maxRetriesPerRequest: 0 })
  client.on('error', (error) => console.error(error))
  const backend = new TidyBackend(client, now)
  return {
    backend,
    async close() {
      await backend.deleteCreated()
      client.disconnect()
    },
  }
}

/** Takes away what a test put into Redis, and nothing else that is there. */
class TidyBackend extends RedisBackend {
  readonly #created = new Set<string>()

  override create(storageKey: string, record: SessionRecord): Promise<boolean> {
    this.#created.add(storageKey)
    return super.create(storageKey, record)
  }

  async deleteCreated(): Promise<void> {
    for (const storageKey of this.#created) {
      await this.delete(storageKey)
    }
  }
}
