// Sessions, from sessions.config.ts by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { CookieBackend } from './cookie-backend.ts'
export { type SessionsOptions, sessions } from './fastify.ts'
export { SessionMiddleware } from './middleware.ts'
export { RedisRevocations } from './redis-revocations.ts'
export type { RevocationStore } from './revocation-store.ts'
export { SessionBackend } from './session-backend.ts'
export type { SessionData } from './session-data.ts'
export {
  CrossOriginError,
  SessionDataError,
  SessionDestroyedError,
  SessionLateError,
  SessionNotInstalledError,
  SessionStoreError,
  SessionTooLargeError,
} from './session-errors.ts'
export type { Session } from './session.ts'
