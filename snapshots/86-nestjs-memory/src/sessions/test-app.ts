// The application of the tests: NestJS on a free port of this machine.
import { NestFactory } from '@nestjs/core'
import type { SessionBackend } from './session-backend'
import type { RequestHandler, TestApp } from './test-visitor'
import { sessions } from './express'
import { createHandlersModule } from './test-handlers'

export async function startApp(backend: SessionBackend): Promise<TestApp> {
  const handlers = new Map<string, RequestHandler>()
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
