// Sessions, from sessions.config.ts by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export {
  type HandlerOptions,
  type SessionsOptions,
  type WithSession,
  getSession,
  getSessionSocket,
  sessions,
} from './fetch'
export { SessionMiddleware } from './middleware'
export { MysqlBackend } from './mysql-backend'
export { ServerSideBackend } from './server-side-backend'
export type { Session } from './session'
export { SessionBackend } from './session-backend'
export type { SessionData } from './session-data'
export {
  SessionConflictError,
  SessionDestroyedError,
  SessionLateError,
  SessionNotInstalledError,
  SessionStoreError,
} from './session-errors'
export type { SessionRecord } from './session-record'
export { SessionSocket } from './websocket'
