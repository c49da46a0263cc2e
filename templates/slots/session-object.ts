// Filled with the members that a session has on the target.
export * from '../runtime/session-object.ts'
