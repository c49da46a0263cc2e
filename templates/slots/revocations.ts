// Filled with the place where it is kept which sessions have ended; while authored modules are run as they stand, it is memory.
export * from '../backends/cookie/memory-revocations.ts'
export type { RedisClient } from '../backends/cookie/node-redis-revocations.ts'
