// Filled with the seal of the target's crypto.
export * from '../runtime/seal-node.ts'
