// A caller of an application in its tests: `fetch` with cookies, over a free port of this machine.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { INestApplication } from '@nestjs/common'
import type { CookieJar } from './cookie-jar.js'

/** `await app.init()` has run. */
export type App = Pick<INestApplication, 'getHttpServer'>

export interface TestAgent {
  /** The Cookie header of the next request, for clients of other kinds. */
  readonly cookie: string
  /** Makes a request, and takes the cookies of its response. A redirect is an answer, and is not followed. */
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>
  readonly close: () => Promise<void>
}

/** An agent that is not closed does not keep the process running. */
export async function createAgent(app: App, jar: CookieJar): Promise<TestAgent> {
  const server = createServer((request, response) => app.getHttpServer().emit('request', request, response))
  server.listen(0, '127.0.0.1').unref()
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    get cookie() {
      return jar.header
    },
    async fetch(path, init = {}) {
      const headers = new Headers(init.headers)
      headers.set('Cookie', jar.header)
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual', ...init, headers })
      jar.take(response.headers.getSetCookie())
      return response
    },
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
