// Sessions, from sessions.config.ts by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { type SessionsOptions, sessions } from './fastify'
export { SessionMiddleware } from './middleware'
export { RedisBackend } from './redis-backend'
export { ServerSideBackend } from './server-side-backend'
export type { Session } from './session'
export { SessionBackend } from './session-backend'
export type { SessionData } from './session-data'
export {
  CrossOriginError,
  SessionConflictError,
  SessionDataError,
  SessionDestroyedError,
  SessionLateError,
  SessionNotInstalledError,
  SessionStoreError,
} from './session-errors'
export type { SessionRecord } from './session-record'
export type { UserSession } from './user-sessions'
export { SessionSocket } from './websocket'
