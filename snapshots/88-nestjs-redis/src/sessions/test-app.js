// The application of the tests: NestJS on a free port of this machine.
import { NestFactory } from '@nestjs/core'
import { sessions } from './express.js'
import { createHandlersModule } from './test-handlers.js'

/**
 * @import { SessionBackend } from './session-backend.js'
 * @import { RequestHandler, TestApp } from './test-visitor.js'
 */

/**
 * @param {SessionBackend} backend
 * @returns {Promise<TestApp>}
 */
export async function startApp(backend) {
  /** @type {Map<string, RequestHandler>} */
  const handlers = new Map()
  const module = createHandlersModule(handlers, '{*path}')
  // Errors that a test asks for are not printed.
  const app = await NestFactory.create(module, { logger: false, forceCloseConnections: true })
  app.use(sessions({ backend }))
  await app.listen(0, '127.0.0.1')
  const url = await app.getUrl()

  return {
    request(path, cookie, handler) {
      const id = String(handlers.size)
      handlers.set(id, handler)
      return fetch(url + path, { headers: { handler: id, ...(cookie === '' ? {} : { cookie }) } })
    },
    close: () => app.close(),
  }
}
