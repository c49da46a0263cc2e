// The application of the tests: Fastify on a free port of this machine.
import { Readable } from 'node:stream'
import { fastify } from 'fastify'
import type { SessionBackend } from './session-backend.js'
import type { RequestHandler, TestApp } from './test-visitor.js'
import { sessions } from './fastify.js'

export async function startApp(backend: SessionBackend): Promise<TestApp> {
  const handlers = new Map<string, RequestHandler>()
  const app = fastify({ forceCloseConnections: true })
  await app.register(sessions({ backend }))
  app.get('*', async (request, reply) => {
    const body = await handlers.get(String(request.headers['handler']))?.(() => request.session)
    return reply.send(Readable.from(body ?? []))
  })
  const address = await app.listen({ port: 0, host: '127.0.0.1' })

  return {
    request(path, cookie, handler) {
      const id = String(handlers.size)
      handlers.set(id, handler)
      return fetch(address + path, { headers: { handler: id, ...(cookie === '' ? {} : { cookie }) } })
    },
    close: () => app.close(),
  }
}
