// A caller of an application in its tests: `inject` with cookies.
/**
 * @import { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
 * @import { CookieJar } from './cookie-jar.js'
 */

/**
 * `fastify()`.
 *
 * @typedef {Pick<FastifyInstance, 'inject'>} App
 */

/**
 * @typedef {object} TestAgent
 * @property {string} cookie The Cookie header of the next request, for clients of other kinds.
 * @property {(options: InjectOptions) => Promise<LightMyRequestResponse>} inject Makes a request, and takes the cookies
 * of its response.
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
    async inject(options) {
      const response = await app.inject({ ...options, headers: { ...options.headers, cookie: jar.header } })
      jar.take([response.headers['set-cookie'] ?? []].flat())
      return response
    },
  }
}
