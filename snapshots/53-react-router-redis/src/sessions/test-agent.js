// A caller of an application in its tests: requests with cookies.
/** @import { CookieJar } from './cookie-jar.js' */

/**
 * What answers the requests: what `createRequestHandler` of React Router makes of a build whose sessions have the kit’s backend.
 *
 * @typedef {(request: Request) => Response | Promise<Response>} App
 */

/**
 * @typedef {object} TestAgent
 * @property {string} cookie The Cookie header of the next request, for clients of other kinds.
 * @property {(path: string, init?: RequestInit) => Promise<Response>} fetch Makes a request, and takes the cookies of
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
    async fetch(path, init = {}) {
      const headers = new Headers(init.headers)
      headers.set('Cookie', jar.header)
      const response = await app(new Request(new URL(path, 'http://localhost'), { ...init, headers }))
      jar.take(response.headers.getSetCookie())
      return response
    },
  }
}
