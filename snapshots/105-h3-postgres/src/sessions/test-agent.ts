// A caller of an application in its tests: `app.request` with cookies.
import type { CookieJar } from './cookie-jar.js'

/** `new H3()`. */
export interface App {
  request(path: string, init?: RequestInit): Response | Promise<Response>
}

export interface TestAgent {
  /** The Cookie header of the next request, for clients of other kinds. */
  readonly cookie: string
  /** Makes a request, and takes the cookies of its response. */
  readonly request: (path: string, init?: RequestInit) => Promise<Response>
}

export async function createAgent(app: App, jar: CookieJar): Promise<TestAgent> {
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
