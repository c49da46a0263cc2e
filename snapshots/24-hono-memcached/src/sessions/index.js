// Sessions, from sessions.config.js by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { sessions } from './hono.js'
/** @typedef {import('./hono.js').SessionsOptions} SessionsOptions */
export { MemcachedBackend } from './memcached-backend.js'
export { MemcachedConnection } from './memcached-connection.js'
export { SessionMiddleware } from './middleware.js'
export { ServerSideBackend } from './server-side-backend.js'
export { SessionBackend } from './session-backend.js'
/** @typedef {import('./session-data.js').SessionData} SessionData */
export {
  CrossOriginError,
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
