// Filled with the session-id module of the target's crypto.
export * from '../runtime/session-id-node.ts'
