// Filled with the place where it is kept which sessions have ended; while authored modules are run as they stand, it is Redis.
export * from '../backends/cookie/node-redis-revocations.ts'
