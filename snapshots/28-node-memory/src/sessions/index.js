// Sessions, from sessions.config.js by create-session. The code in this folder is yours to edit: a new run keeps your changes.
export { MemoryBackend } from './memory-backend.js'
export { SessionMiddleware } from './middleware.js'
export { sessions } from './node.js'
/** @typedef {import('./node.js').SessionsOptions} SessionsOptions */
export { ServerSideBackend } from './server-side-backend.js'
export { SessionBackend } from './session-backend.js'
/** @typedef {import('./session-data.js').SessionData} SessionData */
export {
  SessionConflictError,
  SessionDataError,
  SessionDestroyedError,
  SessionLateError,
  SessionNotInstalledError,
  SessionStoreError,
} from './session-errors.js'
/** @typedef {import('./session-record.js').SessionRecord} SessionRecord */
/** @typedef {import('./session.js').Session} Session */
export { SessionSocket } from './websocket.js'
