// Sessions, from sessions.config.ts by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { CloudflareD1Backend, type D1Binding } from './cloudflare-d1-backend.ts'
export { type SessionsOptions, sessions } from './hono.ts'
export { SessionMiddleware } from './middleware.ts'
export { requireRecentAuth } from './recent-auth.ts'
export { ServerSideBackend } from './server-side-backend.ts'
export { SessionBackend } from './session-backend.ts'
export type { SessionData } from './session-data.ts'
export {
  CrossOriginError,
  RecentAuthRequiredError,
  SessionConflictError,
  SessionDestroyedError,
  SessionLateError,
  SessionNotInstalledError,
  SessionStoreError,
} from './session-errors.ts'
export type { SessionRecord } from './session-record.ts'
export type { Session } from './session.ts'
export { SessionSocket } from './websocket.ts'
