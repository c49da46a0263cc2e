// Sessions, from sessions.config.ts by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { csrfToken, requireCsrfToken } from './csrf-token'
export { MemcachedBackend } from './memcached-backend'
export { MemcachedConnection } from './memcached-connection'
export { SessionMiddleware } from './middleware'
export { type SessionsOptions, sessions } from './node'
export { ServerSideBackend } from './server-side-backend'
export type { Session } from './session'
export { SessionBackend } from './session-backend'
export type { SessionData } from './session-data'
export {
  CrossOriginError,
  CsrfTokenError,
  SessionConflictError,
  SessionDataError,
  SessionDestroyedError,
  SessionLateError,
  SessionNotInstalledError,
  SessionStoreError,
} from './session-errors'
export type { SessionRecord } from './session-record'
