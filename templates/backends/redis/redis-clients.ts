// What is known of the drivers of Redis, for whatever keeps something in it.

export type RedisClientName = 'node-redis' | 'ioredis'

/** What the beginning of a key may be, as one phrase. */
export const KEY_PREFIX =
  'the beginning of every key, such as session: (1 to 200 characters, none of them a control character)'

/** The packages, and the versions that the code is for. */
export const REDIS_DRIVERS = {
  'node-redis': { name: 'redis', range: '^6.3.1' },
  ioredis: { name: 'ioredis', range: '^6.0.0' },
} as const

/** How an application connects. */
export const REDIS_CLIENTS = {
  'node-redis': {
    import: "import { createClient } from 'redis'",
    setup: `const client = createClient({ url: process.env['REDIS_URL'], disableOfflineQueue: true })
client.on('error', (error) => console.error(error))
await client.connect()`,
  },
  ioredis: {
    import: "import { Redis } from 'ioredis'",
    setup: `const client = new Redis(process.env['REDIS_URL'] ?? '', { maxRetriesPerRequest: 0 })
client.on('error', (error) => console.error(error))`,
  },
} as const

/** Not empty: then deleting all sessions would go through everything in Redis. */
export function isKeyPrefix(prefix: string): boolean {
  const isPrintable = [...prefix].every((character) => character >= ' ' && character !== '\u007f')
  return prefix.length > 0 && prefix.length <= 200 && isPrintable
}
