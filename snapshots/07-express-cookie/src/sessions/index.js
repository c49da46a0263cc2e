// Sessions, from sessions.config.js by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { CookieBackend } from './cookie-backend.js'
export { csrfToken, requireCsrfToken } from './csrf-token.js'
export { sessions } from './express.js'
/** @typedef {import('./express.js').SessionsOptions} SessionsOptions */
export { SessionMiddleware } from './middleware.js'
export { RedisRevocations } from './redis-revocations.js'
/** @typedef {import('./revocation-store.js').RevocationStore} RevocationStore */
export { SessionBackend } from './session-backend.js'
/** @typedef {import('./session-data.js').SessionData} SessionData */
export {
  CrossOriginError,
  CsrfTokenError,
  SessionDataError,
  SessionDestroyedError,
  SessionLateError,
  SessionMigrationError,
  SessionNotInstalledError,
  SessionStoreError,
  SessionTooLargeError,
} from './session-errors.js'
export { onSessionEvent } from './session-events.js'
/** @typedef {import('./session-events.js').SessionEvent} SessionEvent */
/** @typedef {import('./session.js').Session} Session */
