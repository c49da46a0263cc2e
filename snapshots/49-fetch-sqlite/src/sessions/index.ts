// Sessions, from sessions.config.ts by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { csrfToken, requireCsrfToken } from './csrf-token.js'
export {
  type HandlerOptions,
  type SessionsOptions,
  type WithSession,
  getSession,
  getSessionSocket,
  sessions,
} from './fetch.js'
export { SessionMiddleware } from './middleware.js'
export { ServerSideBackend } from './server-side-backend.js'
export { SessionBackend } from './session-backend.js'
export type { SessionData } from './session-data.js'
export {
  CrossOriginError,
  CsrfTokenError,
  SessionConflictError,
  SessionDestroyedError,
  SessionLateError,
  SessionNotInstalledError,
  SessionStoreError,
} from './session-errors.js'
export type { SessionRecord } from './session-record.js'
export type { Session } from './session.js'
export { SqliteBackend } from './sqlite-backend.js'
export { SessionSocket } from './websocket.js'
