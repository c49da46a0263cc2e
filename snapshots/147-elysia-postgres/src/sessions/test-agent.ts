// A caller of an application in its tests: `app.handle` with cookies.
import type { CookieJar } from './cookie-jar.js'

/** `new Elysia()`. */
export interface App {
  handle(request: Request): Promise<Response>
}

export interface TestAgent {
  /** The Cookie header of the next request, for clients of other kinds. */
  readonly cookie: string
  /** Makes a request, and takes the cookies of its response. */
  readonly handle: (request: Request) => Promise<Response>
}

export async function createAgent(app: App, jar: CookieJar): Promise<TestAgent> {
  return {
    get cookie() {
      return jar.header
    },
    async handle(request) {
      const headers = new Headers(request.headers)
      headers.set('Cookie', jar.header)
      const response = await app.handle(new Request(request, { headers }))
      jar.take(response.headers.getSetCookie())
      return response
    },
  }
}
