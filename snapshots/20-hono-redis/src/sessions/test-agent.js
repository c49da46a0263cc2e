// A caller of an application in its tests: `app.request` with cookies.
/** @import { CookieJar } from './cookie-jar.js' */

/**
 * `new Hono()`.
 *
 * @typedef {object} App
 * @property {(path: string, init?: RequestInit) => Response | Promise<Response>} request
 */

/**
 * @typedef {object} TestAgent
 * @property {string} cookie The Cookie header of the next request, for clients of other kinds.
 * @property {(path: string, init?: RequestInit) => Promise<Response>} request Makes a request, and takes the cookies of
 * its response.
 */

/**
 * @param {App} app
 * @param {CookieJar} jar
 * @returns {Promise<TestAgent>}
 */
export async function createAgent(app, jar) {
  return {
    get cookie() {
      return jar.header
    },
    async request(path, init = {}) {
      const headers = new Headers(init.headers)
      headers.set('Cookie', jar.header)
      const response = await app.request(path, { ...init, headers })
      jar.take(response.headers.getSetCookie())
      return response
    },
  }
}
