// Sessions, from sessions.config.js by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { CurrentSession, getSession } from './current-session.js'
export { sessions } from './fastify.js'
/** @typedef {import('./fastify.js').SessionsOptions} SessionsOptions */
export { CurrentSessionSocket, getSessionSocket } from './gateway-sessions.js'
export { withSessions } from './gateways.js'
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
  SessionMigrationError,
  SessionNotInstalledError,
  SessionStoreError,
} from './session-errors.js'
/** @typedef {import('./session-record.js').SessionRecord} SessionRecord */
/** @typedef {import('./session.js').Session} Session */
export { SessionSocket } from './websocket.js'
