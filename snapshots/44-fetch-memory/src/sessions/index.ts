// Sessions, from sessions.config.ts by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export {
  type HandlerOptions,
  type SessionsOptions,
  type WithSession,
  getSession,
  getSessionSocket,
  sessions,
} from './fetch'
export { MemoryBackend } from './memory-backend'
export { SessionMiddleware } from './middleware'
export { requireRecentAuth } from './recent-auth'
export { ServerSideBackend } from './server-side-backend'
export type { Session } from './session'
export { SessionBackend } from './session-backend'
export type { SessionData } from './session-data'
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
} from './session-errors'
export { type SessionEvent, onSessionEvent } from './session-events'
export type { SessionRecord } from './session-record'
export type { UserSession } from './user-sessions'
export { SessionSocket } from './websocket'
