// Sessions, from sessions.config.ts by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { CloudflareD1Backend, type D1Binding } from './cloudflare-d1-backend.js'
export { type SessionsOptions, sessions } from './hono.js'
export { SessionMiddleware } from './middleware.js'
export { ServerSideBackend } from './server-side-backend.js'
export { SessionBackend } from './session-backend.js'
export type { SessionData } from './session-data.js'
export {
  SessionConflictError,
  SessionDestroyedError,
  SessionLateError,
  SessionNotInstalledError,
  SessionStoreError,
} from './session-errors.js'
export type { SessionRecord } from './session-record.js'
export type { Session } from './session.js'
export { SessionSocket } from './websocket.js'
