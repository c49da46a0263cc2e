// hapi applications of the tests, on free ports of this machine.
import type { Lifecycle, Server, ServerOptions } from '@hapi/hapi'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import { type Observation, observe } from '../../contracts/observed-backend.ts'
import { createServer, listen } from './hapi.harness.ts'
import { sessions } from './hapi.ts'

const cleanups: (() => unknown)[] = []

/** The last one first, as each may need what came before it. */
export function atTheEnd(cleanup: () => unknown): void {
  cleanups.unshift(cleanup)
}

export async function cleanUp(): Promise<void> {
  for (const cleanup of cleanups.splice(0)) {
    await cleanup()
  }
}

export interface Application {
  /** Not listening yet: extensions can be added. */
  readonly server: Server
  readonly store: Observation
  /** Starts the server. */
  listen(): Promise<Caller>
}

/** With the sessions in memory, and with what `handlers` answer to GET and POST, by path. */
export async function application(
  handlers: Readonly<Record<string, Lifecycle.Method>>,
  options: ServerOptions = {},
): Promise<Application> {
  const server = createServer(options)
  const backend = new MemoryBackend()
  const store = observe(backend)
  await server.register(sessions({ backend }))
  for (const [path, handler] of Object.entries(handlers)) {
    server.route({ method: ['GET', 'POST'], path, handler })
  }
  return {
    server,
    store,
    listen: () => callerOf(server),
  }
}

export async function callerOf(server: Server): Promise<Caller> {
  const { url, stop } = await listen(server)
  atTheEnd(stop)
  const caller = new Caller(url)
  atTheEnd(() => caller.close())
  return caller
}

/** Writes to the session, and then answers as `handler` does. */
export function writing(handler: Lifecycle.Method): Lifecycle.Method {
  return function (request, h) {
    request.session['color'] = 'red'
    return handler.call(this, request, h)
  }
}

/** Log in, write, read, log out. */
export const loginRoutes: Readonly<Record<string, Lifecycle.Method>> = {
  '/login'(request) {
    request.session['user'] = 'ada'
    return { id: request.session.id }
  },
  '/set'(request) {
    request.session['color'] = 'red'
    return null
  },
  '/me': (request) => ({ ...request.session }),
  async '/logout'(request) {
    await request.session.destroy()
    return null
  },
}
