// A caller of an application in its tests: contexts with cookies, for the `onRequest` and for what it leads to.
import type { APIContext, MiddlewareHandler } from 'astro'
import { createContext } from 'astro/middleware'
import type { CookieJar } from './cookie-jar.js'

export interface App {
  /** What `sessions()` returns, with the kit's backend; by itself, or in a `sequence`. */
  readonly onRequest: MiddlewareHandler
  /** The route: for example the `GET` of an endpoint, or a function that renders a page with Astro's container. */
  readonly respond: (context: APIContext) => Response | Promise<Response>
}

export interface TestAgent {
  /** The Cookie header of the next request, for clients of other kinds. */
  readonly cookie: string
  /** Makes a request, and takes the cookies of its response. */
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>
}

export async function createAgent({ onRequest, respond }: App, jar: CookieJar): Promise<TestAgent> {
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
