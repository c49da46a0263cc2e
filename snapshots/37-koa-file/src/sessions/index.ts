// Sessions, from sessions.config.ts by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { FileBackend } from './file-backend'
export { type SessionsOptions, sessions } from './koa'
export { SessionMiddleware } from './middleware'
export { ServerSideBackend } from './server-side-backend'
export type { Session } from './session'
export { SessionBackend } from './session-backend'
export type { SessionData } from './session-data'
export {
  CrossOriginError,
  SessionConflictError,
  SessionDestroyedError,
  SessionLateError,
  SessionNotInstalledError,
  SessionStoreError,
} from './session-errors'
export type { SessionRecord } from './session-record'
export type { UserSession } from './user-sessions'
export { SessionSocket } from './websocket'
