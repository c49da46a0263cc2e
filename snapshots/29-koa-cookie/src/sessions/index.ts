// Sessions, from sessions.config.ts by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { CookieBackend } from './cookie-backend'
export { type SessionsOptions, sessions } from './koa'
export { SessionMiddleware } from './middleware'
export { requireRecentAuth } from './recent-auth'
export type { Session } from './session'
export { SessionBackend } from './session-backend'
export type { SessionData } from './session-data'
export {
  RecentAuthRequiredError,
  SessionDataError,
  SessionDestroyedError,
  SessionLateError,
  SessionNotInstalledError,
  SessionTooLargeError,
} from './session-errors'
