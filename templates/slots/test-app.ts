// Filled with the target's application; while authored modules are run as they stand, it is that of Express.
export { startApp } from '../targets/express/express-test-app.ts'
