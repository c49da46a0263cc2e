// Sessions, from sessions.config.ts by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { type SessionsOptions, sessions } from './hapi.js'
export { MemcachedBackend } from './memcached-backend.js'
export { MemcachedConnection } from './memcached-connection.js'
export { SessionMiddleware } from './middleware.js'
export { ServerSideBackend } from './server-side-backend.js'
export { SessionBackend } from './session-backend.js'
export type { SessionData } from './session-data.js'
export {
  SessionConflictError,
  SessionDestroyedError,
  SessionLateError,
  SessionNotInstalledError,
  SessionStoreError,
} from './session-errors.js'
export type { SessionRecord } from './session-record.js'
export type { Session } from './session.js'
export { SessionSocket } from './websocket.js'
