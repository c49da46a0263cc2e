// What the memcached backend says of itself.
import { z } from 'zod'
import type { BackendMeta } from '../../meta.ts'

/** The object form of `backend` in a config. */
export interface MemcachedInput {
  readonly type: 'memcached'
  /**
   * The beginning of every key: 1 to 200 visible ASCII characters.
   *
   * @default 'session:'
   * @example 'shop:session:'
   */
  readonly prefix?: string | undefined
}

/** A key has 250 bytes at most, 43 of which are a hash; nothing in it ends it. */
const PREFIX = /^[\x21-\x7e]{1,200}$/

const WHAT_PREFIX_IS = '1 to 200 visible ASCII characters'

const options = z.strictObject({
  prefix: z.string(WHAT_PREFIX_IS).regex(PREFIX, WHAT_PREFIX_IS).default('session:'),
})

export const memcached: BackendMeta = {
  name: 'memcached',
  label: 'memcached',
  side: 'server',
  needs: ['node:net'],
  options,
  spec: (written) => ({ memcachedPrefix: options.parse(written).prefix }),
  storage: (written) => options.parse(written).prefix,
  driver: () => null,
  modules: () => [
    { source: 'backends/memcached/memcached-backend.ts', name: 'memcached-backend' },
    { source: 'backends/memcached/memcached-connection.ts', name: 'memcached-connection' },
    { source: 'backends/memcached/memcached-record.ts', name: 'memcached-record' },
  ],
  entry: 'memcached-backend',
  exports: () => [
    { module: 'memcached-backend', values: ['MemcachedBackend'], types: [] },
    { module: 'memcached-connection', values: ['MemcachedConnection'], types: [] },
  ],
  notes: 'backends/memcached/notes.md.hbs',
  guarantees: { isAtomic: true, findsUsers: false, expiry: 'store', deletesAll: false },
  testedOn: { store: 'memcached 1.6' },
  limits: () => [
    'memcached is a cache: a session ends early where memory is short, and all of them when it is started again.',
    'deleteAll always fails, as memcached cannot list what it has: end all sessions by another prefix.',
  ],
}
