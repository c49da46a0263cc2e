// Sessions, from sessions.config.js by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { getSession, sessions } from './fetch.js'
/**
 * @template {Request} [Incoming=Request]
 * @typedef {import('./fetch.js').HandlerOptions<Incoming>} HandlerOptions
 */
/** @typedef {import('./fetch.js').SessionsOptions} SessionsOptions */
/** @typedef {import('./fetch.js').WithSession} WithSession */
export { SessionMiddleware } from './middleware.js'
export { requireRecentAuth } from './recent-auth.js'
export { RedisBackend } from './redis-backend.js'
export { ServerSideBackend } from './server-side-backend.js'
export { SessionBackend } from './session-backend.js'
/** @typedef {import('./session-data.js').SessionData} SessionData */
export {
  CrossOriginError,
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
