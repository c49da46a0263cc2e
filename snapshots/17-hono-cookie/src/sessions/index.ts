// Sessions, from sessions.config.ts by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { CookieBackend } from './cookie-backend'
export { type SessionsOptions, sessions } from './hono'
export { SessionMiddleware } from './middleware'
export { requireRecentAuth } from './recent-auth'
export { RedisRevocations } from './redis-revocations'
export type { RevocationStore } from './revocation-store'
export type { Session } from './session'
export { SessionBackend } from './session-backend'
export type { SessionData } from './session-data'
export {
  CrossOriginError,
  RecentAuthRequiredError,
  SessionDataError,
  SessionDestroyedError,
  SessionLateError,
  SessionNotInstalledError,
  SessionStoreError,
  SessionTooLargeError,
} from './session-errors'
export { SessionSocket } from './websocket'
