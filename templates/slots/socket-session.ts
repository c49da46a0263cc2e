// Filled with what a session is on an open socket: writable where the backend keeps records.
export * from '../runtime/socket-session-writable.ts'
