// Sessions, from sessions.config.ts by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { CookieBackend } from './cookie-backend.ts'
export { csrfToken, requireCsrfToken } from './csrf-token.ts'
export { type HandlerOptions, type SessionsOptions, type WithSession, getSession, sessions } from './fetch.ts'
export { SessionMiddleware } from './middleware.ts'
export { requireRecentAuth } from './recent-auth.ts'
export { RedisRevocations } from './redis-revocations.ts'
export type { RevocationStore } from './revocation-store.ts'
export { SessionBackend } from './session-backend.ts'
export type { SessionData } from './session-data.ts'
export {
  CrossOriginError,
  CsrfTokenError,
  RecentAuthRequiredError,
  SessionDataError,
  SessionDestroyedError,
  SessionLateError,
  SessionMigrationError,
  SessionNotInstalledError,
  SessionStoreError,
  SessionTooLargeError,
} from './session-errors.ts'
export type { Session } from './session.ts'
