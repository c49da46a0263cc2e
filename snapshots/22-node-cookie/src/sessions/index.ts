// Sessions, from sessions.config.ts by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { CookieBackend } from './cookie-backend.ts'
export { SessionMiddleware } from './middleware.ts'
export { type SessionsOptions, sessions } from './node.ts'
export { requireRecentAuth } from './recent-auth.ts'
export { SessionBackend } from './session-backend.ts'
export type { SessionData } from './session-data.ts'
export {
  CrossOriginError,
  RecentAuthRequiredError,
  SessionDataError,
  SessionDestroyedError,
  SessionLateError,
  SessionNotInstalledError,
  SessionTooLargeError,
} from './session-errors.ts'
export type { Session } from './session.ts'
export { SessionSocket } from './websocket.ts'
