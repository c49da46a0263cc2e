// A caller of an application in its tests: `fetch` with cookies, over a free port of this machine.
import { once } from 'node:events'
import { createServer } from 'node:http'

/**
 * @import { RequestListener } from 'node:http'
 * @import { AddressInfo } from 'node:net'
 * @import { CookieJar } from './cookie-jar.js'
 */

/**
 * What handles the requests: what `sessions()` makes of a function, with the kit’s backend.
 *
 * @typedef {RequestListener} App
 */

/**
 * @typedef {object} TestAgent
 * @property {string} cookie The Cookie header of the next request, for clients of other kinds.
 * @property {(path: string, init?: RequestInit) => Promise<Response>} fetch Makes a request, and takes the cookies of
 * its response. A redirect is an answer, and is not followed.
 * @property {() => Promise<void>} close
 */

/**
 * An agent that is not closed does not keep the process running.
 *
 * @param {App} app
 * @param {CookieJar} jar
 * @returns {Promise<TestAgent>}
 */
export async function createAgent(app, jar) {
  const server = createServer(app).listen(0, '127.0.0.1').unref()
  await once(server, 'listening')
  const { port } = /** @type {AddressInfo} */ (server.address())
  return {
    get cookie() {
      return jar.header
    },
    async fetch(path, init = {}) {
      const headers = new Headers(init.headers)
      headers.set('Cookie', jar.header)
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual', ...init, headers })
      jar.take(response.headers.getSetCookie())
      return response
    },
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
