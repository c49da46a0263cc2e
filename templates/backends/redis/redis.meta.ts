// What the Redis backend says of itself.
import { z } from 'zod'
import type { AuthoredModule, BackendMeta } from '../../meta.ts'
import { isKeyPrefix, KEY_PREFIX, REDIS_CLIENTS, REDIS_DRIVERS } from './redis-clients.ts'

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

const options = z.strictObject({
  client: z.enum(['node-redis', 'ioredis'], "'node-redis' or 'ioredis'").default('node-redis'),
  prefix: z.string(KEY_PREFIX).refine(isKeyPrefix, KEY_PREFIX).default('session:'),
})

export const redis: BackendMeta = {
  name: 'redis',
  label: 'Redis',
  side: 'server',
  needs: [],
  options,
  spec: (written) => ({ redisPrefix: options.parse(written).prefix }),
  storage: (written) => options.parse(written).prefix,
  clients: ['node-redis', 'ioredis'],
  driver: (written) => REDIS_DRIVERS[options.parse(written).client],
  client: (written) => REDIS_CLIENTS[options.parse(written).client],
  modules: (written): readonly AuthoredModule[] => [
    { source: `backends/redis/${options.parse(written).client}-backend.ts`, name: 'redis-backend' },
    { source: 'backends/redis/redis-record.ts', name: 'redis-record' },
    { source: 'backends/redis/redis-scripts.ts', name: 'redis-scripts' },
    { source: 'backends/redis/redis-answer.ts', name: 'redis-answer' },
    { source: 'backends/redis/redis-user-set.ts', name: 'redis-user-set' },
  ],
  entry: 'redis-backend',
  exports: () => [{ module: 'redis-backend', values: ['RedisBackend'], types: [] }],
  testBackend: (written) => `backends/redis/${options.parse(written).client}-test-backend.ts`,
  notes: 'backends/redis/notes.md.hbs',
  guarantees: { isAtomic: true, findsUsers: true, expiry: 'store', deletesAll: true },
  testedOn: { store: 'Redis 7.0' },
  limits: () => [
    'After a failover Redis may have lost its last writes, a logout among them: what had not reached the replica.',
  ],
}
