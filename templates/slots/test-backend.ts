// Filled with the chosen backend as tests open it; while authored modules are run as they stand, it is the one in memory.
export { openBackend } from '../testing/memory-test-backend.ts'
