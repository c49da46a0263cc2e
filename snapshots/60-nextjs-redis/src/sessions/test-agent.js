// A caller of Route Handlers in their tests: requests with cookies.
import { NextRequest } from 'next/server.js'

/** @import { CookieJar } from './cookie-jar.js' */

/**
 * The values of a route's parts: `{ id: '42' }` for `[id]`.
 *
 * @typedef {Readonly<Record<string, string | string[]>>} Params
 */

/**
 * What answers the requests: what a `route.ts` exports as `GET` or `POST`, made by `sessions()` with the kit’s backend.
 *
 * @typedef {(request: NextRequest, context: { readonly params: Promise<Params> }) => Response | Promise<Response>} App
 */

/**
 * @typedef {object} TestAgent
 * @property {string} cookie The Cookie header of the next request, for clients of other kinds.
 * @property {(path: string, init?: ConstructorParameters<typeof NextRequest>[1], params?: Params) => Promise<Response>} fetch Makes a request, and takes the cookies of its response.
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
    async fetch(path, init = {}, params = {}) {
      const headers = new Headers(init.headers)
      headers.set('Cookie', jar.header)
      const request = new NextRequest(new URL(path, 'http://localhost'), { ...init, headers })
      const response = await app(request, { params: Promise.resolve(params) })
      jar.take(response.headers.getSetCookie())
      return response
    },
  }
}
