// A caller of an application in its tests: events with cookies, for the `handle` and for what it resolves to.
/**
 * @import { RequestEvent } from '@sveltejs/kit'
 * @import { Handle } from '@sveltejs/kit/hooks'
 * @import { CookieJar } from './cookie-jar.js'
 */

/**
 * @typedef {object} App
 * @property {Handle} handle What `sessions()` returns, with the kit's backend; by itself, or in a `sequence`.
 * @property {(event: RequestEvent) => Response | Promise<Response>} resolve The route: for example the `GET` of a
 * +server.ts, or a function that gives what a `load` returns a body.
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
export async function createAgent({ handle, resolve }, jar) {
  return {
    get cookie() {
      return jar.header
    },
    async fetch(path, init = {}) {
      const headers = new Headers(init.headers)
      headers.set('Cookie', jar.header)
      const event = eventOf(new Request(new URL(path, 'http://localhost'), { ...init, headers }))
      const response = await handle({ event, resolve: async (resolved) => resolve(resolved) })
      jar.take(response.headers.getSetCookie())
      return response
    },
  }
}

/**
 * As much of an event as there is without a server: parameters, and what else a route asks for, is for `resolve` to add.
 *
 * @param {Request} request
 * @returns {RequestEvent}
 */
function eventOf(request) {
  return /** @type {RequestEvent} */ ({
    request,
    url: new URL(request.url),
    locals: /** @type {App.Locals} */ ({}),
    params: {},
  })
}
