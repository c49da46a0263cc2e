// The application of the tests: Express on a free port of this machine.
import { once } from 'node:events'
import { Readable } from 'node:stream'
import express from 'express'
import { sessions } from './express.js'

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
  const app = express()
  // Errors that a test asks for are not printed.
  app.set('env', 'test')
  app.use(sessions({ backend }))
  app.use((request, response, next) => {
    /** @returns {Promise<void>} */
    const handle = async () => {
      const body = await handlers.get(request.get('handler') ?? '')?.(() => request.session)
      Readable.from(body ?? []).pipe(response)
    }
    handle().catch(next)
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
