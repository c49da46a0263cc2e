// Sessions, from sessions.config.js by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { csrfToken, requireCsrfToken } from './csrf-token.js'
export { sessions } from './express.js'
/** @typedef {import('./express.js').SessionsOptions} SessionsOptions */
export { SessionMiddleware } from './middleware.js'
export { PostgresBackend } from './postgres-backend.js'
export { ServerSideBackend } from './server-side-backend.js'
export { SessionBackend } from './session-backend.js'
/** @typedef {import('./session-data.js').SessionData} SessionData */
export {
  CrossOriginError,
  CsrfTokenError,
  SessionConflictError,
  SessionDataError,
  SessionDestroyedError,
  SessionLateError,
  SessionMigrationError,
  SessionNotInstalledError,
  SessionStoreError,
} from './session-errors.js'
export { onSessionEvent } from './session-events.js'
/** @typedef {import('./session-events.js').SessionEvent} SessionEvent */
/** @typedef {import('./session-record.js').SessionRecord} SessionRecord */
/** @typedef {import('./session.js').Session} Session */
/** @typedef {import('./user-sessions.js').UserSession} UserSession */
