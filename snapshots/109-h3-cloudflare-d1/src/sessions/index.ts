// Sessions, from sessions.config.ts by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { CloudflareD1Backend, type D1Binding } from './cloudflare-d1-backend'
export { csrfToken, requireCsrfToken } from './csrf-token'
export { type SessionsOptions, sessions } from './h3'
export { SessionMiddleware } from './middleware'
export { requireRecentAuth } from './recent-auth'
export { ServerSideBackend } from './server-side-backend'
export type { Session } from './session'
export { SessionBackend } from './session-backend'
export type { SessionData } from './session-data'
export {
  CrossOriginError,
  CsrfTokenError,
  RecentAuthRequiredError,
  SessionConflictError,
  SessionDataError,
  SessionDestroyedError,
  SessionLateError,
  SessionNotInstalledError,
  SessionStoreError,
} from './session-errors'
export type { SessionRecord } from './session-record'
export type { UserSession } from './user-sessions'
export { SessionSocket } from './websocket'
