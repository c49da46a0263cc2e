// Sessions, from sessions.config.js by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { csrfToken, requireCsrfToken } from './csrf-token.js'
export { SessionMiddleware } from './middleware.js'
export { sessions } from './node.js'
/** @typedef {import('./node.js').SessionsOptions} SessionsOptions */
export { requireRecentAuth } from './recent-auth.js'
export { ServerSideBackend } from './server-side-backend.js'
export { SessionBackend } from './session-backend.js'
/** @typedef {import('./session-data.js').SessionData} SessionData */
export {
  CrossOriginError,
  CsrfTokenError,
  RecentAuthRequiredError,
  SessionConflictError,
  SessionDataError,
  SessionDestroyedError,
  SessionLateError,
  SessionNotInstalledError,
  SessionStoreError,
} from './session-errors.js'
/** @typedef {import('./session-record.js').SessionRecord} SessionRecord */
/** @typedef {import('./session.js').Session} Session */
export { SqliteBackend } from './sqlite-backend.js'
