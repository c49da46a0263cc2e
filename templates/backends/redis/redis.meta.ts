// What the Redis backend says of itself.
import { z } from 'zod'
import type { AuthoredModule, BackendMeta } from '../../meta.ts'

/** The object form of `backend` in a config. */
export interface RedisInput {
  readonly type: 'redis'
  /**
   * The driver: the package `redis`, or `ioredis`.
   *
   * @default 'node-redis'
   * @example 'ioredis'
   */
  readonly client?: 'node-redis' | 'ioredis' | undefined
  /**
   * The beginning of every key, 1 to 200 characters.
   *
   * @default 'session:'
   * @example 'shop:session:'
   */
  readonly prefix?: string | undefined
}

const PREFIX = 'the beginning of every key, such as session: (1 to 200 characters, none of them a control character)'

const options = z.strictObject({
  client: z.enum(['node-redis', 'ioredis'], "'node-redis' or 'ioredis'").default('node-redis'),
  prefix: z.string(PREFIX).refine(isPrefix, PREFIX).default('session:'),
})

const DRIVERS = {
  'node-redis': { name: 'redis', range: '^6.3.1' },
  ioredis: { name: 'ioredis', range: '^6.0.0' },
} as const

const CLIENTS = {
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

export const redis: BackendMeta = {
  name: 'redis',
  label: 'Redis',
  side: 'server',
  needs: [],
  options,
  spec: (written) => ({ redisPrefix: options.parse(written).prefix }),
  storage: (written) => options.parse(written).prefix,
  clients: ['node-redis', 'ioredis'],
  driver: (written) => DRIVERS[options.parse(written).client],
  client: (written) => CLIENTS[options.parse(written).client],
  modules: (written): readonly AuthoredModule[] => [
    { source: `backends/redis/${options.parse(written).client}-backend.ts`, name: 'redis-backend' },
    { source: 'backends/redis/redis-record.ts', name: 'redis-record' },
    { source: 'backends/redis/redis-scripts.ts', name: 'redis-scripts' },
    { source: 'backends/redis/redis-answer.ts', name: 'redis-answer' },
    { source: 'backends/redis/redis-user-set.ts', name: 'redis-user-set' },
  ],
  entry: 'redis-backend',
  exports: [{ module: 'redis-backend', values: ['RedisBackend'], types: [] }],
  testBackend: (written) => `backends/redis/${options.parse(written).client}-test-backend.ts`,
  notes: 'backends/redis/notes.md.hbs',
  limits: [
    'After a failover Redis may have lost its last writes, a logout among them: what had not reached the replica.',
  ],
}

/** Not empty: then deleting all sessions would go through everything in Redis. */
function isPrefix(prefix: string): boolean {
  const isPrintable = [...prefix].every((character) => character >= ' ' && character !== '\u007f')
  return prefix.length > 0 && prefix.length <= 200 && isPrintable
}
