// A caller of an application in its tests: requests with cookies.
import type { CookieJar } from './cookie-jar.js'

/** What answers the requests: what `sessions()` makes of a function, with the kit’s backend. */
export type App = (request: Request) => Response | Promise<Response>

export interface TestAgent {
  /** The Cookie header of the next request, for clients of other kinds. */
  readonly cookie: string
  /** Makes a request, and takes the cookies of its response. */
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>
}

export async function createAgent(app: App, jar: CookieJar): Promise<TestAgent> {
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
