// The declarative config: every field, its default, and what it allows.
import { z } from 'zod'
import { definitionOf, readObject } from '../data/read-shape.ts'
import { duration } from './quantities.ts'

/** What the message of an error says about a field. */
export interface FieldMeta {
  /** What the field allows, as one phrase. */
  readonly allowed: string
  /** The values of a field that has few, for the nearest spelling. */
  readonly values?: readonly string[]
}

export const DAY_SECONDS: number = 24 * 60 * 60
const MAX_DATA_VERSION = 999
const MAX_AGE_SECONDS = 400 * DAY_SECONDS

const lifetime = duration.refine((seconds) => seconds <= MAX_AGE_SECONDS)
const lifetimeText =
  "seconds or text such as '15m', '12h', '14d'; from 1 second to 400 days, where browsers end a cookie"

function oneOf<const T extends readonly string[]>(values: T) {
  return z.enum(values).meta({ allowed: values.map((value) => `'${value}'`).join(' or '), values })
}

function described<T extends z.ZodType>(schema: T, allowed: string, values: readonly string[] = []) {
  return schema.meta({ allowed, values })
}

/** Of whichever copy of zod 4. */
function isZodObject(value: unknown): boolean {
  try {
    readObject(value, [], [])
    return definitionOf(value)?.type === 'object'
  } catch {
    // It was made with arguments that zod does not look at.
    return false
  }
}

const excludePattern = z.string().max(1000)
const yesOrNo = described(z.boolean(), 'true or false')

/** One session, as a user writes it. */
export const sessionSchema = z.strictObject({
  target: described(z.string(), "a target's name").optional(),
  backend: described(
    z.union([z.string(), z.looseObject({ type: z.string() })]),
    "a backend's name, or an object with its name as `type` and its options",
  ).default('cookie'),
  output: described(z.string().min(1), 'a folder inside the project').optional(),
  key: described(z.string().min(1).max(256), 'a cookie name: 1 to 256 characters of an RFC 6265 token').default(
    'session',
  ),
  prefix: oneOf(['host', 'http', 'secure', 'none']).optional(),
  maxAge: described(z.union([z.literal('session'), lifetime]), `${lifetimeText}; or 'session'`).default(
    14 * DAY_SECONDS,
  ),
  idleTimeout: described(lifetime, lifetimeText).optional(),
  absoluteTimeout: described(duration, "seconds or text such as '12h', '30d'").optional(),
  preset: oneOf(['aal1', 'aal2', 'aal3']).optional(),
  recentAuth: described(duration, "seconds or text such as '10m'").optional(),
  renew: oneOf(['on-access', 'on-write', 'never']).default('on-access'),
  renewAfter: described(duration, "seconds or text such as '5m', '12h'").optional(),
  scopes: described(
    z.array(z.enum(['http', 'websocket'])).min(1),
    "a list of 'http' and 'websocket' that is not empty",
    ['http', 'websocket'],
  ).optional(),
  path: described(
    z.string().regex(/^\/[\x20-\x3a\x3c-\x7e]{0,1000}$/),
    'a path of up to 1,000 characters that begins with /, without ; and control characters',
  ).default('/'),
  domain: described(z.string(), 'a registrable host name, such as example.com').optional(),
  secure: described(z.union([z.boolean(), z.literal('auto')]), "true, false or 'auto'").default(true),
  httpOnly: yesOrNo.default(true),
  sameSite: oneOf(['lax', 'strict', 'none']).default('lax'),
  partitioned: yesOrNo.default(false),
  priority: oneOf(['low', 'medium', 'high']).optional(),
  trustProxy: yesOrNo.default(false),
  exclude: described(
    z
      .union([excludePattern, z.array(excludePattern)])
      .transform((patterns) => (typeof patterns === 'string' ? [patterns] : patterns)),
    'a regular expression as text of up to 1,000 characters, or a list of them, searched in the path',
  ).default([]),
  excludeOptKey: described(z.string().regex(/^[A-Za-z_$][\w$]{0,63}$/), 'an identifier').default('skipSession'),
  sessionIdBytes: described(z.int().min(16).max(64), 'a whole number from 16 to 64').default(32),
  secrets: described(
    z.string().regex(/^[A-Z_][A-Z0-9_]{0,63}$/),
    'the name of an environment variable in capitals, never its value',
  ).optional(),
  applicationId: described(z.string().regex(/^[\x20-\x7e]{0,64}$/), 'up to 64 printable ASCII characters').optional(),
  maxChunks: described(z.int().min(1).max(4), 'a whole number from 1 to 4').optional(),
  data: described(
    z.custom<z.ZodObject>(isZodObject),
    "a zod object: z.object({ … }), with `z` from 'create-session'",
  ).optional(),
  onInvalidData: oneOf(['discard', 'reject']).optional(),
  version: described(z.int().min(1).max(MAX_DATA_VERSION), `a whole number from 1 to ${MAX_DATA_VERSION}`).optional(),
  onConflict: oneOf(['merge', 'reject', 'last-write-wins']).optional(),
  userKey: described(z.string().regex(/^[A-Za-z_$][\w$]{0,63}$/), 'the name of a field of the session data').optional(),
  maxPerUser: described(z.int().min(1).max(1000), 'a whole number from 1 to 1000').optional(),
  tests: oneOf(['vitest', 'jest', 'node:test']).optional(),
  testKit: yesOrNo.default(false),
  flash: yesOrNo.default(false),
  events: yesOrNo.default(false),
  clearSiteData: described(
    z.union([z.boolean(), z.array(z.enum(['cache', 'cookies', 'storage'])).min(1)]),
    "true, or a list of 'cache', 'cookies' and 'storage'",
    ['cache', 'cookies', 'storage'],
  ).default(false),
  storeTimeout: described(
    duration.refine((seconds) => seconds <= 60),
    "seconds or text such as '1s', up to 60 seconds",
  ).optional(),
  csrf: described(z.union([z.boolean(), z.literal('token')]), "true, false or 'token'", ['token']).default(false),
  onStoreFailure: oneOf(['fail', 'anonymous-read-only']).optional(),
  origins: described(
    z.union([z.literal('same'), z.array(z.string()).min(1)]),
    "'same', or a list of origins such as 'https://example.com'",
  ).optional(),
  allowMissingOrigin: yesOrNo.optional(),
  revalidateEvery: described(duration, "seconds or text such as '30s', '5m'").optional(),
})

/** One session, validated, defaults filled in; durations are seconds. */
export type SessionConfig = z.output<typeof sessionSchema>

export type { ConfigInput, SessionInput } from './config-input.ts'
