// Sessions, from sessions.config.ts by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { CookieBackend } from './cookie-backend'
export { csrfToken, requireCsrfToken } from './csrf-token'
export { type SessionsOptions, sessions } from './hono'
export { SessionMiddleware } from './middleware'
export { RedisRevocations } from './redis-revocations'
export type { RevocationStore } from './revocation-store'
export type { Session } from './session'
export { SessionBackend } from './session-backend'
export type { SessionData } from './session-data'
export {
  CrossOriginError,
  CsrfTokenError,
  SessionDataError,
  SessionDestroyedError,
  SessionLateError,
  SessionNotInstalledError,
  SessionStoreError,
  SessionTooLargeError,
} from './session-errors'
export { type SessionEvent, onSessionEvent } from './session-events'
export { SessionSocket } from './websocket'
