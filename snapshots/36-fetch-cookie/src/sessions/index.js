// Sessions, from sessions.config.js by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { CookieBackend } from './cookie-backend.js'
export { getSession, getSessionSocket, sessions } from './fetch.js'
/**
 * @template {Request} [Incoming=Request]
 * @typedef {import('./fetch.js').HandlerOptions<Incoming>} HandlerOptions
 */
/** @typedef {import('./fetch.js').SessionsOptions} SessionsOptions */
/** @typedef {import('./fetch.js').WithSession} WithSession */
export { SessionMiddleware } from './middleware.js'
export { SessionBackend } from './session-backend.js'
/** @typedef {import('./session-data.js').SessionData} SessionData */
export {
  SessionDataError,
  SessionDestroyedError,
  SessionLateError,
  SessionMigrationError,
  SessionNotInstalledError,
  SessionTooLargeError,
} from './session-errors.js'
/** @typedef {import('./session.js').Session} Session */
export { SessionSocket } from './websocket.js'
