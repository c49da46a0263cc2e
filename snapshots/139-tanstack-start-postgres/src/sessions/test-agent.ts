// A caller of an application in its tests: requests with cookies, for the session middleware and for what it leads to.
import { createServerEntry, getResponseHeaders } from '@tanstack/react-start/server'
import type { CookieJar } from './cookie-jar.js'
import type { SessionContext, SessionsHandler } from './tanstack-start.server.js'

export interface App {
  /** What `sessions()` returns, with the kit's backend. */
  readonly handle: SessionsHandler
  /** The route: for example a handler of a server route, or a function that gives what a server function does a body. */
  readonly resolve: (call: {
    readonly request: Request
    readonly context: SessionContext
  }) => Response | Promise<Response>
}

export interface TestAgent {
  /** The Cookie header of the next request, for clients of other kinds. */
  readonly cookie: string
  /** Makes a request, and takes the cookies of its response. */
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>
}

/** What Start hands to a request middleware. */
type Call = Parameters<SessionsHandler>[0]

export async function createAgent(app: App, jar: CookieJar): Promise<TestAgent> {
  return {
    get cookie() {
      return jar.header
    },
    async fetch(path, init = {}) {
      const headers = new Headers(init.headers)
      headers.set('Cookie', jar.header)
      const request = new Request(new URL(path, 'http://localhost'), { ...init, headers })
      const response = await createServerEntry({ fetch: () => answer(app, request) }).fetch(request)
      jar.take(response.headers.getSetCookie())
      return response
    },
  }
}

/** As Start does it, in the scope of a request: its response gets the headers that Start was told. */
async function answer({ handle, resolve }: App, request: Request): Promise<Response> {
  let response = new Response(null)
  const next = async ({ context }: { context: SessionContext }): Promise<object> => {
    response = await resolve({ request, context })
    return { response }
  }
  const { pathname } = new URL(request.url)
  await handle({ request, pathname, context: {}, handlerType: 'router', next } as unknown as Call)
  const headers = new Headers(response.headers)
  for (const [name, value] of getResponseHeaders()) {
    if (name === 'set-cookie') {
      headers.append(name, value)
    } else {
      headers.set(name, value)
    }
  }
  return new Response(response.body, { status: response.status, headers })
}
