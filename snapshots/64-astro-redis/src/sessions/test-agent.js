// A caller of an application in its tests: contexts with cookies, for the `onRequest` and for what it leads to.
import { createContext } from 'astro/middleware'

/**
 * @import { APIContext, MiddlewareHandler } from 'astro'
 * @import { CookieJar } from './cookie-jar.js'
 */

/**
 * @typedef {object} App
 * @property {MiddlewareHandler} onRequest What `sessions()` returns, with the kit's backend; by itself, or in a
 * `sequence`.
 * @property {(context: APIContext) => Response | Promise<Response>} respond The route: for example the `GET` of an
 * endpoint, or a function that renders a page with Astro's container.
 */

/**
 * @typedef {object} TestAgent
 * @property {string} cookie The Cookie header of the next request, for clients of other kinds.
 * @property {(path: string, init?: RequestInit) => Promise<Response>} fetch Makes a request, and takes the cookies of
 * its response.
 */

/**
 * @param {App} options
 * @param {CookieJar} jar
 * @returns {Promise<TestAgent>}
 */
export async function createAgent({ onRequest, respond }, jar) {
  return {
    get cookie() {
      return jar.header
    },
    async fetch(path, init = {}) {
      const headers = new Headers(init.headers)
      headers.set('Cookie', jar.header)
      const request = new Request(new URL(path, 'http://localhost'), { ...init, headers })
      const context = createContext({ request, defaultLocale: '' })
      const response = await onRequest(context, async () => respond(context))
      if (response === undefined) {
        throw new TypeError('onRequest has returned no response')
      }
      jar.take(response.headers.getSetCookie())
      return response
    },
  }
}
