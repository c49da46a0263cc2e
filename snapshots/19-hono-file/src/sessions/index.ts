// Sessions, from sessions.config.ts by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { csrfToken, requireCsrfToken } from './csrf-token.js'
export { FileBackend } from './file-backend.js'
export { type SessionsOptions, sessions } from './hono.js'
export { SessionMiddleware } from './middleware.js'
export { requireRecentAuth } from './recent-auth.js'
export { ServerSideBackend } from './server-side-backend.js'
export { SessionBackend } from './session-backend.js'
export type { SessionData } from './session-data.js'
export {
  CrossOriginError,
  CsrfTokenError,
  RecentAuthRequiredError,
  SessionConflictError,
  SessionDataError,
  SessionDestroyedError,
  SessionLateError,
  SessionNotInstalledError,
  SessionStoreError,
} from './session-errors.js'
export { type SessionEvent, onSessionEvent } from './session-events.js'
export type { SessionRecord } from './session-record.js'
export type { Session } from './session.js'
export type { UserSession } from './user-sessions.js'
