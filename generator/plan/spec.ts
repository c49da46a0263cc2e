// What a config means for the authored modules: every member of `spec`.
import type { Spec } from '../../templates/runtime/spec.ts'
import type { SpecValue, TargetMeta } from '../../templates/meta.ts'
import { secondsText } from '../config/quantities.ts'
import { DAY_SECONDS, type SessionConfig } from '../config/schema.ts'
import type { ValidSession } from '../config/validate.ts'

const PREFIXES = { host: '__Host-', http: '__Host-Http-', secure: '__Secure-', none: '' } as const
const SECONDS_PER_MINUTE = 60
const HOUR_SECONDS = 60 * SECONDS_PER_MINUTE
const TENTH = 10

const DEFAULT_SECRETS_VARIABLE = 'SESSION_SECRETS'

/** The environment variable that holds what seals sessions; null where none are sealed. */
export function secretsVariableOf({ config, backend }: ValidSession): string | null {
  return backend.side === 'client' ? (config.secrets ?? DEFAULT_SECRETS_VARIABLE) : null
}

/** Browsers protect a cookie by its name's prefix, as far as its other attributes let them (RFC 6265bis, 4.1.3). */
export function cookieNameOf(config: SessionConfig): string {
  const strictest =
    config.secure !== true ? 'none' : config.domain === undefined && config.path === '/' ? 'host' : 'secure'
  return PREFIXES[config.prefix ?? strictest] + config.key
}

export function lifetimeOf(config: SessionConfig): number {
  return config.maxAge === 'session' ? (config.idleTimeout ?? DAY_SECONDS) : config.maxAge
}

/** By default a tenth of the lifetime, in units that a person would take. */
export function renewAfterOf(config: SessionConfig): number {
  const tenth = lifetimeOf(config) / TENTH
  const unit = [DAY_SECONDS, HOUR_SECONDS, SECONDS_PER_MINUTE].find((seconds) => tenth >= seconds) ?? 1
  return config.renewAfter ?? Math.max(1, Math.floor(tenth / unit) * unit)
}

export function scopesOf(config: SessionConfig, target: TargetMeta): readonly ('http' | 'websocket')[] {
  return config.scopes ?? target.scopes
}

/** Whether the sessions of a user can be found, and whether there is a most to them. */
export function usersOf({ userKey, maxPerUser }: SessionConfig): 'none' | 'listed' | 'limited' {
  return userKey === undefined ? 'none' : maxPerUser === undefined ? 'listed' : 'limited'
}

export function specOf(session: ValidSession): Readonly<Record<string, SpecValue>> {
  const { config, target, backend, backendOptions } = session
  const lifetime = lifetimeOf(config)
  const scopes = scopesOf(config, target)
  const origins = config.origins ?? 'same'
  const core = {
    cookieName: cookieNameOf(config),
    attributes: attributesOf(config),
    secure: config.secure,
    trustProxy: config.trustProxy,
    browserSession: config.maxAge === 'session',
    lifetimeSeconds: seconds(lifetime),
    absoluteTimeout: config.absoluteTimeout !== undefined,
    absoluteTimeoutSeconds: seconds(config.absoluteTimeout ?? 0),
    renew: config.renew,
    renewAfterSeconds: seconds(renewAfterOf(config)),
    recentAuth: config.recentAuth !== undefined,
    recentAuthSeconds: seconds(config.recentAuth ?? 0),
    flash: config.flash,
    clearsSiteData: config.clearSiteData !== false,
    clearSiteData: directivesOf(config.clearSiteData),
    http: scopes.includes('http'),
    websocket: scopes.includes('websocket'),
    excludes: config.exclude.length > 0,
    exclude: new RegExp(
      config.exclude.map((pattern) => (config.exclude.length > 1 ? `(?:${pattern})` : pattern)).join('|'),
    ),
    excludeOptKey: config.excludeOptKey,
    property: propertyOf(session.name),
    socketProperty: `${propertyOf(session.name)}Socket`,
    sessionIdBytes: config.sessionIdBytes,
    sessionIdPattern: sessionIdPatternOf(config.sessionIdBytes),
    secretsVariable: config.secrets ?? DEFAULT_SECRETS_VARIABLE,
    applicationId: config.applicationId ?? '',
    maxChunks: config.maxChunks ?? 3,
    onConflict: config.onConflict ?? 'merge',
    readOnlyWithoutStore: config.onStoreFailure === 'anonymous-read-only',
    storeTimeoutMilliseconds: {
      value: (config.storeTimeout ?? 1) * 1000,
      text: digits((config.storeTimeout ?? 1) * 1000),
    },
    csrf: config.csrf !== false,
    csrfToken: config.csrf === 'token',
    users: usersOf(config),
    userKey: config.userKey ?? '',
    maxPerUser: config.maxPerUser ?? 0,
    sameOrigin: origins === 'same',
    origins: origins === 'same' ? [] : origins,
    allowMissingOrigin: config.allowMissingOrigin ?? false,
    revalidateEverySeconds: config.revalidateEvery ?? SECONDS_PER_MINUTE,
    serverSide: backend.side === 'server',
    events: config.events,
    eventsChannel: eventsChannelOf(session.name),
    revokes: false,
    usesStore: backend.side === 'server',
    checksData: config.data !== undefined,
    versioned: config.version !== undefined,
    migrates: (config.version ?? 1) > 1,
    dataVersion: config.version ?? 1,
    onInvalidData: config.onInvalidData ?? 'discard',
    httpErrors: target.httpErrors ?? false,
    node: target.platform === 'node',
  } satisfies Record<keyof Spec, SpecValue>
  return { ...core, ...backend.spec(backendOptions) }
}

/** Not its cookies by default: the browser would take those of every other subdomain along (Clear-Site-Data, 3.2). */
export function directivesOf(written: SessionConfig['clearSiteData']): string {
  return (Array.isArray(written) ? written : ['cache', 'storage']).map((directive) => `"${directive}"`).join(', ')
}

export function attributesOf(config: SessionConfig): string {
  return [
    `Path=${config.path}`,
    ...(config.domain === undefined ? [] : [`Domain=${config.domain}`]),
    ...(config.httpOnly ? ['HttpOnly'] : []),
    ...(config.secure === true ? ['Secure'] : []),
    `SameSite=${capital(config.sameSite)}`,
    ...(config.partitioned ? ['Partitioned'] : []),
    ...(config.priority === undefined ? [] : [`Priority=${capital(config.priority)}`]),
  ].join('; ')
}

/** One for each session: two in one process have each its own. */
export function eventsChannelOf(name: string | null): string {
  return name === null ? 'session-events' : `${name}-session-events`
}

/** Canonical base64url of so many bytes: the bits that the last character has too many are zero. */
function sessionIdPatternOf(bytes: number): RegExp {
  const length = Math.ceil((bytes * 8) / 6)
  const last = ['A-Za-z0-9_-', 'AEIMQUYcgkosw048', 'AQgw'][(length * 6 - bytes * 8) / 2]
  return new RegExp(`^[A-Za-z0-9_-]{${length - 1}}[${last}]$`)
}

function seconds(value: number): SpecValue {
  return { value, text: secondsText(value) }
}

function digits(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, '_')
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** Under which name handlers find a session: `session`, or of several `adminSession`. */
export function propertyOf(name: string | null): string {
  return name === null
    ? 'session'
    : `${name.replaceAll(/-+(\w?)/g, (_, letter: string) => letter.toUpperCase())}Session`
}
