// What requirements ask of a session: the config, its defaults filled in, in the words that they are judged by.
import type { ValidSession } from '../config/validate.ts'
import { cookieNameOf, lifetimeOf, scopesOf } from '../plan/spec.ts'

export interface Facts {
  readonly cookieName: string
  readonly secure: true | false | 'auto'
  readonly trustsProxy: boolean
  readonly httpOnly: boolean
  readonly sameSite: 'lax' | 'strict' | 'none'
  /** Other hosts share the cookie, because the config says so. */
  readonly isShared: boolean
  /** The cookie ends with the browser. */
  readonly isBrowserSession: boolean
  /** How long a session lives unused, in seconds. */
  readonly lifetimeSeconds: number
  /** How long it lives at most; null where use can renew it for ever. */
  readonly absoluteSeconds: number | null
  /** The session is in the cookie; otherwise a store has a record of it. */
  readonly isSealed: boolean
  /** What of a sealed session can be ended before its cookie expires: nothing, this one, or all those of a user. */
  readonly revokes: 'nothing' | 'one' | 'user'
  /** The store is reached over a network. */
  readonly isRemote: boolean
  readonly sessionIdBytes: number
  readonly hasApplicationId: boolean
  readonly maxChunks: number
  readonly onConflict: 'merge' | 'reject' | 'last-write-wins'
  readonly hasSockets: boolean
  readonly admitsMissingOrigin: boolean
  readonly csrf: boolean | 'token'
  /** The sessions of one user can be found and ended. */
  readonly hasUserKey: boolean
  /** How many sessions a user has at most; null where nobody counts. */
  readonly maxPerUser: number | null
  /** After how many seconds an authentication is no longer recent; null where that is not kept. */
  readonly recentAuthSeconds: number | null
  readonly clearsSiteData: boolean
  /** What happens is told to those who listen. */
  readonly hasEvents: boolean
  /** Origins are listed; otherwise a handshake comes from the connection's own host. */
  readonly hasOrigins: boolean
}

export function factsOf({ config, target, backend, backendOptions }: ValidSession): Facts {
  const lifetimeSeconds = lifetimeOf(config)
  const { listsEnded, endsByUser } = backend.spec(backendOptions)
  return {
    cookieName: cookieNameOf(config),
    secure: config.secure,
    trustsProxy: config.trustProxy,
    httpOnly: config.httpOnly,
    sameSite: config.sameSite,
    isShared: config.domain !== undefined,
    isBrowserSession: config.maxAge === 'session',
    lifetimeSeconds,
    absoluteSeconds: config.absoluteTimeout ?? (config.renew === 'never' ? lifetimeSeconds : null),
    isSealed: backend.side === 'client',
    revokes: listsEnded === true ? 'one' : endsByUser === true ? 'user' : 'nothing',
    isRemote: backend.driver(backendOptions) !== null,
    sessionIdBytes: config.sessionIdBytes,
    hasApplicationId: (config.applicationId ?? '') !== '',
    maxChunks: config.maxChunks ?? 3,
    onConflict: config.onConflict ?? 'merge',
    hasSockets: scopesOf(config, target).includes('websocket'),
    admitsMissingOrigin: config.allowMissingOrigin ?? false,
    csrf: config.csrf,
    hasUserKey: config.userKey !== undefined,
    maxPerUser: config.maxPerUser ?? null,
    recentAuthSeconds: config.recentAuth ?? null,
    hasEvents: config.events,
    clearsSiteData: config.clearSiteData !== false,
    hasOrigins: Array.isArray(config.origins),
  }
}
