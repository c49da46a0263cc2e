// The application of the tests: NestJS with Fastify on a free port of this machine.
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import type { SessionBackend } from './session-backend'
import type { RequestHandler, TestApp } from './test-visitor'
import { sessions } from './fastify'
import { createHandlersModule } from './test-handlers'

export async function startApp(backend: SessionBackend): Promise<TestApp> {
  const handlers = new Map<string, RequestHandler>()
  const module = createHandlersModule(handlers, '*')
  const adapter = new FastifyAdapter({ forceCloseConnections: true })
  // Errors that a test asks for are not printed.
  const app: NestFastifyApplication = await NestFactory.create(module, adapter, { logger: false })
  await app.register(sessions({ backend }))
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
