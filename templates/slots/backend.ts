// Filled with the module of the chosen backend; while authored modules are run as they stand, it is the one in memory.
export * from '../backends/memory/memory-backend.ts'
