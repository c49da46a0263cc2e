// Sessions, from sessions.config.ts by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { SessionMiddleware } from './middleware.ts'
export { type SessionsOptions, sessions } from './node.ts'
export { requireRecentAuth } from './recent-auth.ts'
export { ServerSideBackend } from './server-side-backend.ts'
export { SessionBackend } from './session-backend.ts'
export type { SessionData } from './session-data.ts'
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
} from './session-errors.ts'
export type { SessionRecord } from './session-record.ts'
export type { Session } from './session.ts'
export { SqliteBackend } from './sqlite-backend.ts'
