// Sessions, from sessions.config.ts by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { type SessionsOptions, sessions } from './fastify.ts'
export { MemcachedBackend } from './memcached-backend.ts'
export { MemcachedConnection } from './memcached-connection.ts'
export { SessionMiddleware } from './middleware.ts'
export { ServerSideBackend } from './server-side-backend.ts'
export { SessionBackend } from './session-backend.ts'
export type { SessionData } from './session-data.ts'
export {
  SessionConflictError,
  SessionDataError,
  SessionDestroyedError,
  SessionLateError,
  SessionNotInstalledError,
  SessionStoreError,
} from './session-errors.ts'
export { type SessionEvent, onSessionEvent } from './session-events.ts'
export type { SessionRecord } from './session-record.ts'
export type { Session } from './session.ts'
export { SessionSocket } from './websocket.ts'
