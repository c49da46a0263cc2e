// Filled with the target's agent; while authored modules are run as they stand, it is that of Express.
export * from '../targets/express/express-test-agent.ts'
