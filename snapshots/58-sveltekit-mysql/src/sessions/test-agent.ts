// A caller of an application in its tests: events with cookies, for the `handle` and for what it resolves to.
import type { RequestEvent } from '@sveltejs/kit'
import type { Handle } from '@sveltejs/kit/hooks'
import type { CookieJar } from './cookie-jar.js'

export interface App {
  /** What `sessions()` returns, with the kit's backend; by itself, or in a `sequence`. */
  readonly handle: Handle
  /** The route: for example the `GET` of a +server.ts, or a function that gives what a `load` returns a body. */
  readonly resolve: (event: RequestEvent) => Response | Promise<Response>
}

export interface TestAgent {
  /** The Cookie header of the next request, for clients of other kinds. */
  readonly cookie: string
  /** Makes a request, and takes the cookies of its response. */
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>
}

export async function createAgent({ handle, resolve }: App, jar: CookieJar): Promise<TestAgent> {
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

/** As much of an event as there is without a server: parameters, and what else a route asks for, is for `resolve` to add. */
function eventOf(request: Request): RequestEvent {
  return { request, url: new URL(request.url), locals: {} as App.Locals, params: {} } as RequestEvent
}
