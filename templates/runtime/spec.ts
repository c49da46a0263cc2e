// The choices that authored modules branch on. The generator folds every use of `spec` away; here it is an ordinary object.

export interface Spec {
  /** The cookie's full name, prefix included. */
  readonly cookieName: string
  /** The attributes that never change, as they go out: `Path=/; HttpOnly; SameSite=Lax; Secure`. Without `Secure` where secure is 'auto'. */
  readonly attributes: string
  readonly secure: true | false | 'auto'
  /** With secure 'auto': a forwarded protocol header is believed. */
  readonly trustProxy: boolean
  /** The cookie ends with the browser: no Max-Age, no Expires. */
  readonly browserSession: boolean
  /** How long a session lives after its last renewal: maxAge, or idleTimeout of a browser session. */
  readonly lifetimeSeconds: number
  /** A session also ends so long after its creation, however often it is renewed. */
  readonly absoluteTimeout: boolean
  readonly absoluteTimeoutSeconds: number
  readonly renew: 'on-access' | 'on-write' | 'never'
  readonly renewAfterSeconds: number
  /** Sessions know when their user authenticated, and `requireRecentAuth` asks how long ago. */
  readonly recentAuth: boolean
  readonly recentAuthSeconds: number
  /** Sessions have messages for the next page. */
  readonly flash: boolean
  /** A logout clears what the browser keeps, by this value of Clear-Site-Data. */
  readonly clearsSiteData: boolean
  readonly clearSiteData: string
  readonly http: boolean
  readonly websocket: boolean
  /** Paths are excluded, by one expression for all patterns of `exclude`. */
  readonly excludes: boolean
  readonly exclude: RegExp
  /** A literal type: type declarations take it for a member's name. */
  readonly excludeOptKey: 'skipSession'
  /** Under which name handlers find the session: another one for each of several sessions. */
  readonly property: 'session'
  /** Under which name handlers of WebSockets find its socket. */
  readonly socketProperty: 'sessionSocket'
  readonly sessionIdBytes: number
  /** Canonical base64url of exactly so many bytes. */
  readonly sessionIdPattern: RegExp
  readonly secretsVariable: string
  readonly applicationId: string
  readonly maxChunks: number
  readonly onConflict: 'merge' | 'reject' | 'last-write-wins'
  readonly storeTimeoutMilliseconds: number
  /** While the store is away, requests have an empty session that takes no writes; otherwise they fail. */
  readonly readOnlyWithoutStore: boolean
  /** What pages of other origins send is refused, if it could change something. */
  readonly csrf: boolean
  /** Sessions have tokens for forms and scripts. */
  readonly csrfToken: boolean
  /** What comes from the connection's own host is the application's own; otherwise what comes from one of `origins`. */
  /** Whether the sessions of a user can be found, and whether there is a most to them. */
  readonly users: 'none' | 'listed' | 'limited'
  /** The field of the session's data that holds the user's id. */
  readonly userKey: string
  readonly maxPerUser: number
  /** A WebSocket handshake must come from the connection's own host; otherwise from one of `origins`. */
  readonly sameOrigin: boolean
  readonly origins: readonly string[]
  /** A handshake without Origin, which no browser sends, is let in. */
  readonly allowMissingOrigin: boolean
  /** How often an open socket asks whether its session still lives. */
  readonly revalidateEverySeconds: number
  /** The backend keeps records: false for the cookie backend. */
  readonly serverSide: boolean
  /** What happens to sessions is told to those who listen. */
  readonly events: boolean
  /** Under which name `node:diagnostics_channel` has the events. */
  readonly eventsChannel: string
  /** The sessions of a backend that keeps no records can be ended all the same. */
  readonly revokes: boolean
  /** Something is asked of a store, which may not answer. */
  readonly usesStore: boolean
  /** What is read and what is saved is held to a schema. */
  readonly checksData: boolean
  /** What becomes of a session that was stored with other data. */
  readonly onInvalidData: 'discard' | 'reject'
  /** Data has a version: what a newer one saved is left alone. */
  readonly versioned: boolean
  /** There are earlier versions, whose data is brought up to date. */
  readonly migrates: boolean
  readonly dataVersion: number
  /** The framework knows a status by more than `statusCode`: an error has all members that those of http-errors have. */
  readonly httpErrors: boolean
  /** Node's own modules are there: crypto is synchronous `node:crypto`, the environment is `process.env`. */
  readonly node: boolean
}

export const spec: Spec = {
  cookieName: '__Host-session',
  attributes: 'HttpOnly; Path=/; SameSite=Lax; Secure',
  secure: true,
  trustProxy: false,
  browserSession: false,
  lifetimeSeconds: 14 * 24 * 60 * 60,
  absoluteTimeout: false,
  absoluteTimeoutSeconds: 0,
  renew: 'on-access',
  renewAfterSeconds: 14 * 24 * 6 * 60,
  recentAuth: false,
  recentAuthSeconds: 10 * 60,
  flash: false,
  clearsSiteData: false,
  clearSiteData: '"cache", "storage"',
  http: true,
  websocket: true,
  excludes: false,
  exclude: /^(?!)/,
  excludeOptKey: 'skipSession',
  property: 'session',
  socketProperty: 'sessionSocket',
  sessionIdBytes: 32,
  sessionIdPattern: /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/,
  secretsVariable: 'SESSION_SECRETS',
  applicationId: '',
  maxChunks: 4,
  onConflict: 'merge',
  storeTimeoutMilliseconds: 1_000,
  readOnlyWithoutStore: false,
  csrf: false,
  csrfToken: false,
  users: 'none',
  userKey: 'userId',
  maxPerUser: 3,
  sameOrigin: true,
  origins: [],
  allowMissingOrigin: false,
  revalidateEverySeconds: 60,
  serverSide: true,
  events: false,
  eventsChannel: 'session-events',
  revokes: false,
  usesStore: true,
  checksData: false,
  onInvalidData: 'discard',
  versioned: false,
  migrates: false,
  dataVersion: 2,
  httpErrors: false,
  node: true,
}
