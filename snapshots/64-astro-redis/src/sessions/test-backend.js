// The backend of the tests: the Redis of REDIS_URL; without that variable, memory with everything that Redis promises.
import { createClient } from 'redis'
import { readEnvironment } from './environment.js'
import { MemoryBackend } from './memory-backend.js'
import { RedisBackend } from './redis-backend.js'

/**
 * @import { SessionBackend } from './session-backend.js'
 * @import { SessionRecord } from './session-record.js'
 */

/**
 * @param {() => number} now A clock in milliseconds since the epoch.
 * @returns {Promise<{ readonly backend: SessionBackend; readonly close: () => Promise<void> }>}
 */
export async function openBackend(now) {
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
  /** @type {Set<string>} */
  #created = new Set()

  /**
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @returns {Promise<boolean>}
   */
  create(storageKey, record) {
    this.#created.add(storageKey)
    return super.create(storageKey, record)
  }

  /** @returns {Promise<void>} */
  async deleteCreated() {
    for (const storageKey of this.#created) {
      await this.delete(storageKey)
    }
  }
}
