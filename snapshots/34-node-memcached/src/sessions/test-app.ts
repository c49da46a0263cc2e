// The application of the tests: a server on a free port of this machine.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import type { SessionBackend } from './session-backend'
import type { RequestHandler, TestApp } from './test-visitor'
import { sessions } from './node'

export async function startApp(backend: SessionBackend): Promise<TestApp> {
  const handlers = new Map<string, RequestHandler>()
  const listener = sessions({ backend })(
    async (request, response) => {
      const body = await handlers.get(String(request.headers['handler']))?.(() => request.session)
      Readable.from(body ?? []).pipe(response)
    },
    // Errors that a test asks for are not printed.
    (_error, _request, response) => response.writeHead(500).end(),
  )
  const server = createServer(listener).listen(0, '127.0.0.1')
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
