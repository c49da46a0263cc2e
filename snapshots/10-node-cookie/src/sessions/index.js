// Sessions, from sessions.config.js by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { CookieBackend } from './cookie-backend.js'
export { SessionMiddleware } from './middleware.js'
export { sessions } from './node.js'
/** @typedef {import('./node.js').SessionsOptions} SessionsOptions */
export { requireRecentAuth } from './recent-auth.js'
export { RedisRevocations } from './redis-revocations.js'
/** @typedef {import('./revocation-store.js').RevocationStore} RevocationStore */
export { SessionBackend } from './session-backend.js'
/** @typedef {import('./session-data.js').SessionData} SessionData */
export {
  CrossOriginError,
  RecentAuthRequiredError,
  SessionDataError,
  SessionDestroyedError,
  SessionLateError,
  SessionMigrationError,
  SessionNotInstalledError,
  SessionStoreError,
  SessionTooLargeError,
} from './session-errors.js'
/** @typedef {import('./session.js').Session} Session */
export { SessionSocket } from './websocket.js'
