// The application of the tests: Koa on a free port of this machine.
import { once } from 'node:events'
import { Readable } from 'node:stream'
import Koa from 'koa'
import { sessions } from './koa.js'

/**
 * @import { AddressInfo } from 'node:net'
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
  const app = new Koa()
  // Errors that a test asks for are not printed.
  app.silent = true
  app.use(sessions({ backend }))
  app.use(async (ctx) => {
    const body = await handlers.get(ctx.get('handler'))?.(() => ctx.session)
    ctx.body = Readable.from(body ?? [])
  })
  const server = app.listen(0, '127.0.0.1')
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
