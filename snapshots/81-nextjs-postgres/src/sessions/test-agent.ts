// A caller of Route Handlers in their tests: requests with cookies.
import { NextRequest } from 'next/server.js'
import type { CookieJar } from './cookie-jar.js'

/** The values of a route's parts: `{ id: '42' }` for `[id]`. */
type Params = Readonly<Record<string, string | string[]>>

/** What answers the requests: what a `route.ts` exports as `GET` or `POST`, made by `sessions()` with the kit’s backend. */
export type App = (request: NextRequest, context: { readonly params: Promise<Params> }) => Response | Promise<Response>

export interface TestAgent {
  /** The Cookie header of the next request, for clients of other kinds. */
  readonly cookie: string
  /** Makes a request, and takes the cookies of its response. */
  readonly fetch: (
    path: string,
    init?: ConstructorParameters<typeof NextRequest>[1],
    params?: Params,
  ) => Promise<Response>
}

export async function createAgent(app: App, jar: CookieJar): Promise<TestAgent> {
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
