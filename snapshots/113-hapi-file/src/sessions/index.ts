// Sessions, from sessions.config.ts by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { csrfToken, requireCsrfToken } from './csrf-token.ts'
export { FileBackend } from './file-backend.ts'
export { type SessionsOptions, sessions } from './hapi.ts'
export { SessionMiddleware } from './middleware.ts'
export { ServerSideBackend } from './server-side-backend.ts'
export { SessionBackend } from './session-backend.ts'
export type { SessionData } from './session-data.ts'
export {
  CrossOriginError,
  CsrfTokenError,
  SessionConflictError,
  SessionDataError,
  SessionDestroyedError,
  SessionLateError,
  SessionNotInstalledError,
  SessionStoreError,
} from './session-errors.ts'
export type { SessionRecord } from './session-record.ts'
export type { Session } from './session.ts'
export type { UserSession } from './user-sessions.ts'
export { SessionSocket } from './websocket.ts'
