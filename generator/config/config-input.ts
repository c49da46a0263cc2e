// What a config may say, for the editor in which it is written: each field with its unit, its default and an example. It is long
// because it is one list: a field is looked up here by its name, whatever it is about.
import type { ZodObject } from 'zod'
import type { BackendInput, BackendName, TargetName } from '../../templates/registry.ts'

/** Seconds, or text: `'30s'`, `'15m'`, `'12h'`, `'14d'`, `'2w'`. */
export type Duration = number | `${number}${'s' | 'm' | 'h' | 'd' | 'w'}`

/** One session. */
export interface SessionInput {
  /**
   * The framework that the code is for.
   *
   * @default the one that package.json names
   * @example 'express'
   */
  readonly target?: TargetName | undefined
  /**
   * Where sessions are kept. An object carries the backend's own options.
   *
   * @default 'cookie'
   * @example { type: 'redis', prefix: 'shop:' }
   */
  readonly backend?: BackendName | BackendInput | undefined
  /**
   * The folder of the emitted code, inside the project. Of several sessions each has its own, by its name.
   *
   * @default 'src/sessions', or 'sessions' where there is no src
   * @example 'src/auth/sessions'
   */
  readonly output?: string | undefined
  /**
   * The cookie's name, without its prefix: 1 to 256 characters of an RFC 6265 token.
   *
   * @default 'session'
   * @example 'shop'
   */
  readonly key?: string | undefined
  /**
   * What the cookie's name begins with, for browsers to enforce: `__Host-`, `__Host-Http-`, `__Secure-`, or nothing.
   *
   * @default 'host', or weaker where `domain`, `path` or `secure` demand it
   * @example 'secure'
   */
  readonly prefix?: 'host' | 'http' | 'secure' | 'none' | undefined
  /**
   * How long a session lives without renewal: seconds or text, at most 400 days. `'session'`: the cookie ends with the
   * browser, and `idleTimeout` says how long the session lives.
   *
   * @default '14d'
   * @example '12h'
   */
  readonly maxAge?: Duration | 'session' | undefined
  /**
   * How long a session lives without renewal where `maxAge` is `'session'`: seconds or text, at most 400 days.
   *
   * @default '24h'
   * @example '30m'
   */
  readonly idleTimeout?: Duration | undefined
  /**
   * How long a session lives at most, however often it is renewed: seconds or text.
   *
   * @default none
   * @example '30d'
   */
  readonly absoluteTimeout?: Duration | undefined
  /**
   * The timeouts of NIST SP 800-63B-4 for a level of authentication assurance, in place of the usual ones: `'aal2'` ends a session
   * after an hour without use and after a day. What you write yourself comes first; where it goes beyond the level you are told.
   *
   * @default none
   * @example 'aal2'
   */
  readonly preset?: 'aal1' | 'aal2' | 'aal3' | undefined
  /**
   * How long ago a user may have authenticated for what `requireRecentAuth(session)` guards: seconds or text.
   *
   * @default none: neither `requireRecentAuth` nor `session.markAuthenticated()` is emitted
   * @example '10m'
   */
  readonly recentAuth?: Duration | undefined
  /**
   * What renews a session: each request that reads it, only one that changes it, or nothing.
   *
   * @default 'on-access'
   * @example 'on-write'
   */
  readonly renew?: 'on-access' | 'on-write' | 'never' | undefined
  /**
   * With `renew: 'on-access'`: at most one renewal in this time. Seconds or text.
   *
   * @default a tenth of the lifetime
   * @example '5m'
   */
  readonly renewAfter?: Duration | undefined
  /**
   * Which connections have a session.
   *
   * @default all that the target has
   * @example ['http']
   */
  readonly scopes?: readonly ('http' | 'websocket')[] | undefined
  /**
   * The cookie's path. It is no border: code on another path of the host can still read the session.
   *
   * @default '/'
   * @example '/app'
   */
  readonly path?: string | undefined
  /**
   * The cookie's domain: a host name under a registrable domain. Every subdomain gets the cookie then.
   *
   * @default none: this host alone
   * @example 'example.com'
   */
  readonly domain?: string | undefined
  /**
   * Whether the cookie goes over encrypted connections alone; `'auto'`: as the connection is.
   *
   * @default true
   * @example 'auto'
   */
  readonly secure?: boolean | 'auto' | undefined
  /**
   * Whether scripts are kept from reading the cookie.
   *
   * @default true
   * @example false
   */
  readonly httpOnly?: boolean | undefined
  /**
   * Which requests from other sites carry the cookie: links to yours, none, or all.
   *
   * @default 'lax'
   * @example 'strict'
   */
  readonly sameSite?: 'lax' | 'strict' | 'none' | undefined
  /**
   * Whether each site that embeds yours has a cookie jar of its own.
   *
   * @default false
   * @example true
   */
  readonly partitioned?: boolean | undefined
  /**
   * Which cookies a browser drops first when it has too many.
   *
   * @default none
   * @example 'high'
   */
  readonly priority?: 'low' | 'medium' | 'high' | undefined
  /**
   * With `secure: 'auto'`: whether a forwarded protocol is believed, where the framework does not know it by itself.
   *
   * @default false
   * @example true
   */
  readonly trustProxy?: boolean | undefined
  /**
   * Regular expressions as text, searched in the path without the query: these connections have no session. Each takes at
   * most linear time, and is at most 1,000 characters long.
   *
   * @default []
   * @example ['^/health$', '^/assets/']
   */
  readonly exclude?: string | readonly string[] | undefined
  /**
   * The name of the option that switches the session off for a route, in the framework's own form.
   *
   * @default 'skipSession'
   * @example 'withoutSession'
   */
  readonly excludeOptKey?: string | undefined
  /**
   * Random bytes of a session id, 16 to 64. Not for the cookie backend.
   *
   * @default 32
   * @example 48
   */
  readonly sessionIdBytes?: number | undefined
  /**
   * Cookie backend: the name of the environment variable that holds the keys. Never a key itself.
   *
   * @default 'SESSION_SECRETS'
   * @example 'SHOP_SECRETS'
   */
  readonly secrets?: string | undefined
  /**
   * Cookie backend: two applications with the same keys don't read each other's cookies. Up to 64 printable ASCII
   * characters.
   *
   * @default ''
   * @example 'shop'
   */
  readonly applicationId?: string | undefined
  /**
   * Cookie backend: into how many cookies a large session may be split, 1 to 4.
   *
   * @default 3
   * @example 1
   */
  readonly maxChunks?: number | undefined
  /**
   * What a session holds: a zod object, with `z` from `create-session`. It becomes the type of a session, and code that checks what
   * is written and what is read. Every field may be missing: a session begins empty.
   *
   * @default an open record
   * @example z.object({ userId: z.string().max(64), cart: z.array(z.string()).max(50) })
   */
  readonly data?: ZodObject | undefined
  /**
   * With `data`: what becomes of a session that holds something else, such as what an older version wrote. It begins anew, or the
   * request fails with `SessionDataError`.
   *
   * @default 'discard'
   * @example 'reject'
   */
  readonly onInvalidData?: 'discard' | 'reject' | undefined
  /**
   * With `data`: the version of the data that sessions hold, one more with each change that old sessions have to be brought over.
   * From 2 on there is a step for each earlier version in `session-migrations`. Say 1 before the first change: then a deployment
   * that is rolled back leaves alone what the newer one saved.
   *
   * @default no versions
   * @example 2
   */
  readonly version?: number | undefined
  /**
   * Two requests changed one session: merge field by field, reject the later one, or let it win. Not for the cookie
   * backend.
   *
   * @default 'merge'
   * @example 'reject'
   */
  readonly onConflict?: 'merge' | 'reject' | 'last-write-wins' | undefined
  /**
   * The field of the session data that holds the user's id, a text or a number: the sessions of a user can be listed and
   * ended then. Not for the cookie backend.
   *
   * @default none
   * @example 'userId'
   */
  readonly userKey?: string | undefined
  /**
   * With `userKey`: how many sessions a user has at most, 1 to 1000. The oldest makes room.
   *
   * @default none
   * @example 3
   */
  readonly maxPerUser?: number | undefined
  /**
   * For which test runner tests are emitted beside the code: they hold your copy of it to its promises, after your edits too.
   *
   * @default none
   * @example 'vitest'
   */
  readonly tests?: 'vitest' | 'jest' | 'node:test' | undefined
  /**
   * Whether `testing` is emitted beside the code, for tests of your application: signed-in callers, a clock, sessions in
   * memory.
   *
   * @default false
   * @example true
   */
  readonly testKit?: boolean | undefined
  /**
   * Whether sessions have `flash`: messages for the next page, each read once.
   *
   * @default false
   * @example true
   */
  readonly flash?: boolean | undefined
  /**
   * Whether the response to a logout by `destroy()` tells the browser to drop what it keeps of this site: `true` for its cache
   * and storage, or a list. `'cookies'` means those of every subdomain, too.
   *
   * @default false
   * @example ['cache', 'storage']
   */
  readonly clearSiteData?: boolean | readonly ('cache' | 'cookies' | 'storage')[] | undefined
  /**
   * What happens to sessions is told to those who listen, by `onSessionEvent`; on Node.js also by `node:diagnostics_channel`. For
   * logs, metrics and traces.
   *
   * @default false
   * @example true
   */
  readonly events?: boolean | undefined
  /**
   * How long a store may take to answer: seconds or text, at most 60 seconds. Not for the cookie backend.
   *
   * @default '1s'
   * @example '2s'
   */
  readonly storeTimeout?: Duration | undefined
  /**
   * Whether requests that could change something are refused where a page of another origin sends them. `'token'`: sessions have
   * tokens, too, for forms and scripts to send back.
   *
   * @default false
   * @example true
   */
  readonly csrf?: boolean | 'token' | undefined
  /**
   * What becomes of requests with a cookie of ours while the store does not answer: they fail, or they have an empty session that
   * takes no writes, and `session.isAvailable` is false. Handshakes of WebSockets fail. Not for the cookie backend.
   *
   * @default 'fail'
   * @example 'anonymous-read-only'
   */
  readonly onStoreFailure?: 'fail' | 'anonymous-read-only' | undefined
  /**
   * Whose pages are the application's own, for WebSockets and for `csrf`: those of the connection's own host, or of a list of exact
   * origins.
   *
   * @default 'same'
   * @example ['https://example.com']
   */
  readonly origins?: 'same' | readonly string[] | undefined
  /**
   * Whether WebSocket handshakes without an Origin are let in. No browser sends them.
   *
   * @default false
   * @example true
   */
  readonly allowMissingOrigin?: boolean | undefined
  /**
   * How often an open socket asks whether its session still lives: seconds or text.
   *
   * @default '1m'
   * @example '30s'
   */
  readonly revalidateEvery?: Duration | undefined
}

/** Several sessions. */
export interface SessionsInput {
  /**
   * Each by its name: lower-case letters, digits and `-`. A session `admin` is `adminSession` on the request.
   *
   * @example { user: { key: 'user' }, admin: { key: 'admin', maxAge: '1h' } }
   */
  readonly sessions: Readonly<Record<string, SessionInput>>
}

/** What `defineConfig` takes: one session, or several by name. */
export type ConfigInput = SessionInput | SessionsInput
