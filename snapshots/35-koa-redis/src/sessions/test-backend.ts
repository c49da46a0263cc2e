// The backend of the tests: the Redis of REDIS_URL; without that variable, memory with everything that Redis promises.
import { createClient } from 'redis'
import { readEnvironment } from './environment'
import type { SessionBackend } from './session-backend'
import type { SessionRecord } from './session-record'
import { MemoryBackend } from './memory-backend'
import { RedisBackend } from './redis-backend'

/** @param now A clock in milliseconds since the epoch. */
export async function openBackend(
  now: () => number,
): Promise<{ readonly backend: SessionBackend; readonly close: () => Promise<void> }> {
  const url = readEnvironment('REDIS_URL')
  if (url === undefined) {
    return { backend: new MemoryBackend(now), close: async () => {} }
  }
  // A Redis that does not answer fails the tests at once.
  const client = createClient({ url, disableOfflineQueue: true, socket: { reconnectStrategy: false } })
  client.on('error', (error) => console.error(error))
  await client.connect()
  const backend = new TidyBackend(client, now)
  return {
    backend,
    async close() {
      await backend.deleteCreated()
      client.destroy()
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
