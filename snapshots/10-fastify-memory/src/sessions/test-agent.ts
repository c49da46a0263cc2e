// A caller of an application in its tests: `inject` with cookies.
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import type { CookieJar } from './cookie-jar.js'

/** `fastify()`. */
export type App = Pick<FastifyInstance, 'inject'>

export interface TestAgent {
  /** The Cookie header of the next request, for clients of other kinds. */
  readonly cookie: string
  /** Makes a request, and takes the cookies of its response. */
  readonly inject: (options: InjectOptions) => Promise<LightMyRequestResponse>
}

export async function createAgent(app: App, jar: CookieJar): Promise<TestAgent> {
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
