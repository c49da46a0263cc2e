// The application of the tests: as much of Nitro as the sessions use, on a free port of this machine.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import type { H3EventContext } from 'h3'
import type { SessionBackend } from './session-backend.ts'
import type { RequestHandler, TestApp } from './test-visitor.ts'
import type { NitroApplication, NitroEvent } from './nuxt-answers.ts'
import { sessions } from './nuxt.ts'

export async function startApp(backend: SessionBackend): Promise<TestApp> {
  const handlers = new Map<string, RequestHandler>()
  const layers: ((event: NitroEvent) => unknown)[] = []
  const h3App: NitroApplication['h3App'] = {
    stack: { splice: (_start, _deleted, { handler }) => layers.push(handler) },
    // Errors that a test asks for are not printed.
    options: { onError: (_error, { node }) => node.res.writeHead(500).end() },
    async handler(event) {
      for (const layer of layers) {
        await layer(event)
      }
      const { node, context } = event
      const body = await handlers.get(String(node.req.headers['handler']))?.(() => context.session)
      Readable.from(body ?? []).pipe(node.res)
    },
  }
  sessions({ backend })({ h3App })
  const server = createServer((req, res) => {
    const event = { node: { req, res }, context: {} as H3EventContext }
    h3App.handler(event).catch((error: Error) => h3App.options.onError?.(error, event))
  }).listen(0, '127.0.0.1')
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
