// Sessions, from sessions.config.js by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { CookieBackend } from './cookie-backend.js'
export { sessions } from './koa.js'
/** @typedef {import('./koa.js').SessionsOptions} SessionsOptions */
export { SessionMiddleware } from './middleware.js'
export { requireRecentAuth } from './recent-auth.js'
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
  SessionTooLargeError,
} from './session-errors.js'
/** @typedef {import('./session.js').Session} Session */
export { SessionSocket } from './websocket.js'
