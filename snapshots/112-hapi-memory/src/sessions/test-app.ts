// The application of the tests: hapi on a free port of this machine.
import { Readable } from 'node:stream'
import { Server } from '@hapi/hapi'
import type { SessionBackend } from './session-backend'
import type { RequestHandler, TestApp } from './test-visitor'
import { sessions } from './hapi'

export async function startApp(backend: SessionBackend): Promise<TestApp> {
  const handlers = new Map<string, RequestHandler>()
  // Errors that a test asks for are not printed. Cookies that hapi cannot read are for the sessions to look at.
  const routes = { state: { failAction: 'ignore' } } as const
  const server = new Server({ host: '127.0.0.1', port: 0, debug: false, routes })
  await server.register(sessions({ backend }))
  server.route({
    method: 'GET',
    path: '/{path*}',
    async handler(request, h) {
      const body = await handlers.get(String(request.headers['handler']))?.(() => request.session)
      return h.response(Readable.from(body ?? [], { objectMode: false }))
    },
  })
  await server.start()

  return {
    request(path, cookie, handler) {
      const id = String(handlers.size)
      handlers.set(id, handler)
      return fetch(server.info.uri + path, { headers: { handler: id, ...(cookie === '' ? {} : { cookie }) } })
    },
    close: () => server.stop({ timeout: 0 }),
  }
}
