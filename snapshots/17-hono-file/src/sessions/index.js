// Sessions, from sessions.config.js by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { FileBackend } from './file-backend.js'
export { sessions } from './hono.js'
/** @typedef {import('./hono.js').SessionsOptions} SessionsOptions */
export { SessionMiddleware } from './middleware.js'
export { requireRecentAuth } from './recent-auth.js'
export { ServerSideBackend } from './server-side-backend.js'
export { SessionBackend } from './session-backend.js'
/** @typedef {import('./session-data.js').SessionData} SessionData */
export {
  RecentAuthRequiredError,
  SessionConflictError,
  SessionDestroyedError,
  SessionLateError,
  SessionNotInstalledError,
  SessionStoreError,
} from './session-errors.js'
export { onSessionEvent } from './session-events.js'
/** @typedef {import('./session-events.js').SessionEvent} SessionEvent */
/** @typedef {import('./session-record.js').SessionRecord} SessionRecord */
/** @typedef {import('./session.js').Session} Session */
/** @typedef {import('./user-sessions.js').UserSession} UserSession */
export { SessionSocket } from './websocket.js'
