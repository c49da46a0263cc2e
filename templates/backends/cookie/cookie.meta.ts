// What the cookie backend says of itself.
import { z } from 'zod'
import type { AuthoredModule, BackendMeta } from '../../meta.ts'
import { isKeyPrefix, KEY_PREFIX, REDIS_CLIENTS, REDIS_DRIVERS, type RedisClientName } from '../redis/redis-clients.ts'

const FIELD = "a field's name: a letter, _ or $, then letters, digits, _ and $"

/** The object form of `backend` in a config. */
export interface CookieInput {
  readonly type: 'cookie'
  /**
   * How a session ends on the server, too, so that a copy of its cookie ends with it: `'denylist'` lists the sessions that end,
   * `'user-epoch'` keeps of a user since when sessions are good, and `revokeForUser` ends all of them. A store is asked at each load.
   *
   * @default 'none'
   * @example 'denylist'
   */
  readonly revocation?: 'none' | 'denylist' | 'user-epoch' | undefined
  /**
   * With `revocation`: where that is kept. In memory it ends with the process: for development and tests.
   *
   * @default 'redis'
   * @example 'memory'
   */
  readonly revocationStore?: 'redis' | 'memory' | undefined
  /**
   * With `revocation`: the driver of Redis, the package `redis` or `ioredis`.
   *
   * @default 'node-redis'
   * @example 'ioredis'
   */
  readonly client?: 'node-redis' | 'ioredis' | undefined
  /**
   * With `revocation`: the beginning of every key in Redis, 1 to 200 characters.
   *
   * @default 'revoked:'
   * @example 'shop:revoked:'
   */
  readonly prefix?: string | undefined
  /**
   * With `'user-epoch'`: the field of the session data that holds the user's id, a text or a number.
   *
   * @default none
   * @example 'userId'
   */
  readonly userKey?: string | undefined
}

const STORE_OPTIONS = ['revocationStore', 'client', 'prefix'] as const

const options = z
  .strictObject({
    revocation: z.enum(['none', 'denylist', 'user-epoch'], "'none', 'denylist' or 'user-epoch'").default('none'),
    revocationStore: z.enum(['redis', 'memory'], "'redis' or 'memory'").optional(),
    client: z.enum(['node-redis', 'ioredis'], "'node-redis' or 'ioredis'").optional(),
    prefix: z.string(KEY_PREFIX).refine(isKeyPrefix, KEY_PREFIX).optional(),
    userKey: z
      .string(FIELD)
      .regex(/^[A-Za-z_$][\w$]{0,63}$/, FIELD)
      .optional(),
  })
  .superRefine((written, context) => {
    const { revocation, revocationStore, userKey } = written
    const refuse = (field: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [field], message })
    for (const field of STORE_OPTIONS.filter((name) => written[name] !== undefined)) {
      if (revocation === 'none') {
        refuse(field, "nothing here: it goes with revocation: 'denylist' or 'user-epoch'")
      } else if (revocationStore === 'memory' && field !== 'revocationStore') {
        refuse(field, "nothing here: it goes with revocationStore: 'redis'")
      }
    }
    if ((userKey === undefined) === (revocation === 'user-epoch')) {
      refuse('userKey', "with revocation: 'user-epoch', and only there, the field that holds the user's id")
    }
  })

interface Choice {
  readonly revocation: 'none' | 'denylist' | 'user-epoch'
  /** Null where sessions are not revoked. */
  readonly store: 'redis' | 'memory' | null
  readonly client: RedisClientName
  readonly prefix: string
  readonly userKey: string
}

function choiceOf(written: Record<string, unknown>): Choice {
  const {
    revocation,
    revocationStore = 'redis',
    client = 'node-redis',
    prefix = 'revoked:',
    userKey = '',
  } = options.parse(written)
  return { revocation, store: revocation === 'none' ? null : revocationStore, client, prefix, userKey }
}

function revocationsOf({ store, client }: Choice): string {
  return `backends/cookie/${store === 'memory' ? 'memory' : client}-revocations.ts`
}

export const cookie: BackendMeta = {
  name: 'cookie',
  label: 'Cookie',
  side: 'client',
  needs: [],
  options,
  spec: (written) => {
    const { revocation, store, prefix, userKey } = choiceOf(written)
    return {
      revokes: revocation !== 'none',
      usesStore: store === 'redis',
      listsEnded: revocation === 'denylist',
      endsByUser: revocation === 'user-epoch',
      revokedPrefix: prefix,
      userKey,
    }
  },
  storage: (written) => {
    const { store, prefix } = choiceOf(written)
    return store === 'redis' ? prefix : null
  },
  driver: (written) => {
    const { store, client } = choiceOf(written)
    return store === 'redis' ? REDIS_DRIVERS[client] : null
  },
  client: (written) => {
    const { store, client } = choiceOf(written)
    return store === 'redis' ? REDIS_CLIENTS[client] : null
  },
  modules: (written): readonly AuthoredModule[] => [
    { source: 'backends/cookie/cookie-backend.ts', name: 'cookie-backend' },
    { source: 'backends/cookie/cookie-chunks.ts', name: 'cookie-chunks' },
    { source: 'backends/cookie/cookie-payload.ts', name: 'cookie-payload' },
    { source: 'backends/cookie/cookie-events.ts', name: 'cookie-events' },
    { source: 'backends/cookie/cookie-revocation.ts', name: 'cookie-revocation' },
    { source: 'backends/cookie/revocation-store.ts', name: 'revocation-store' },
    { source: 'backends/cookie/memory-revocations.ts', name: 'memory-revocations' },
    { source: `backends/cookie/${choiceOf(written).client}-revocations.ts`, name: 'redis-revocations' },
    { source: 'backends/redis/redis-answer.ts', name: 'redis-answer' },
    { source: 'runtime/secrets.ts', name: 'secrets' },
    { source: 'runtime/base64url.ts', name: 'base64url' },
    { source: 'runtime/seal-format.ts', name: 'seal-format' },
    { source: 'runtime/xaes.ts', name: 'xaes' },
  ],
  slots: (written) => ({ 'slots/revocations.ts': revocationsOf(choiceOf(written)) }),
  entry: 'cookie-backend',
  exports: (written) => {
    const { store } = choiceOf(written)
    return [
      { module: 'cookie-backend', values: ['CookieBackend'], types: [] },
      ...(store === null ? [] : [{ module: 'revocation-store', values: [], types: ['RevocationStore'] }]),
      ...(store === 'memory' ? [{ module: 'memory-revocations', values: ['MemoryRevocations'], types: [] }] : []),
      ...(store === 'redis'
        ? [
            { module: 'redis-revocations', values: ['RedisRevocations'], types: [] },
            { module: 'session-errors', values: ['SessionStoreError'], types: [] },
          ]
        : []),
    ]
  },
  testBackend: () => 'backends/cookie/cookie-test-backend.ts',
  notes: 'backends/cookie/notes.md.hbs',
  guarantees: { isAtomic: false, findsUsers: false, expiry: 'browser', deletesAll: false },
  testedOn: { store: null },
  limits: (written) => [
    LIMITS[choiceOf(written).revocation],
    'Of two requests that change a session at the same time, the later response wins: the other change is lost.',
  ],
}

/** What becomes of a copied cookie. */
const LIMITS = {
  none: 'A copied cookie lives until it expires: no server keeps sessions, so none can be ended from elsewhere, not even by a logout.',
  denylist:
    'A session that nobody ends lives until its cookie expires: all those of a user cannot be found, so not be ended at once.',
  'user-epoch':
    'A logout ends the cookie of its own browser: a copy lives until it expires, or until `revokeForUser` ends all sessions of the user.',
} as const
