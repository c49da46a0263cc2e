// The application of the tests: as much of Nitro as the sessions use, on a free port of this machine.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { sessions } from './nuxt.js'

/**
 * @import { AddressInfo } from 'node:net'
 * @import { H3EventContext } from 'h3'
 * @import { SessionBackend } from './session-backend.js'
 * @import { RequestHandler, TestApp } from './test-visitor.js'
 * @import { NitroApplication, NitroEvent } from './nuxt-answers.js'
 */

/**
 * @param {SessionBackend} backend
 * @returns {Promise<TestApp>}
 */
export async function startApp(backend) {
  /** @type {Map<string, RequestHandler>} */
  const handlers = new Map()
  /** @type {((event: NitroEvent) => unknown)[]} */
  const layers = []
  /** @type {NitroApplication['h3App']} */
  const h3App = {
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
    const event = { node: { req, res }, context: /** @type {H3EventContext} */ ({}) }
    h3App.handler(event).catch((/** @type {Error} */ error) => h3App.options.onError?.(error, event))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {AddressInfo} */ (server.address())

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
