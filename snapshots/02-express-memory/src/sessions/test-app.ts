// The application of the tests: Express on a free port of this machine.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import express from 'express'
import type { SessionBackend } from './session-backend'
import type { RequestHandler, TestApp } from './test-visitor'
import { sessions } from './express'

export async function startApp(backend: SessionBackend): Promise<TestApp> {
  const handlers = new Map<string, RequestHandler>()
  const app = express()
  // Errors that a test asks for are not printed.
  app.set('env', 'test')
  app.use(sessions({ backend }))
  app.use((request, response, next) => {
    const handle = async (): Promise<void> => {
      const body = await handlers.get(request.get('handler') ?? '')?.(() => request.session)
      Readable.from(body ?? []).pipe(response)
    }
    handle().catch(next)
  })
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  return {
    request(path, cookie, handler) {
      const id = String(handlers.size)
      handlers.set(id, handler)
      return fetch(`http://127.0.0.1:${port}${path}`, {
        headers: { handler: id, ...(cookie === '' ? {} : { cookie }) },
      })
    },
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
