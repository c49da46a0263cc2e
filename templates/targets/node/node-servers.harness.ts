// Servers of Node's own for the tests of one thing each: started on a free port, and ended with the test.
import { type IncomingMessage, type RequestListener, createServer, type ServerResponse } from 'node:http'
import { Caller } from '../../contracts/contract-client.ts'
import { listen } from './node.harness.ts'

const cleanups: (() => unknown)[] = []

export async function cleanUp(): Promise<void> {
  for (const cleanup of cleanups.splice(0).toReversed()) {
    await cleanup()
  }
}

export function atTheEnd(cleanup: () => unknown): void {
  cleanups.push(cleanup)
}

export async function callerOf(listener: RequestListener): Promise<Caller & { readonly url: string }> {
  const server = await listen(createServer(listener))
  const caller = Object.assign(new Caller(server.url), { url: server.url })
  cleanups.push(
    () => server.stop(),
    () => caller.close(),
  )
  return caller
}

/** Handlers by path, as people write them. */
export type Routes = Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => unknown>>

export function byPath(routes: Routes): (request: IncomingMessage, response: ServerResponse) => unknown {
  return (request, response) => {
    const handle = routes[new URL(request.url ?? '', 'http://localhost').pathname]
    return handle === undefined ? response.writeHead(404).end() : handle(request, response)
  }
}

/** Log in, write, read, log out. */
export const loginRoutes: Routes = {
  '/login'(request, response) {
    request.session['user'] = 'ada'
    response.end(JSON.stringify({ id: request.session.id }))
  },
  '/set'(request, response) {
    request.session['color'] = 'red'
    response.end()
  },
  async '/logout'(request, response) {
    await request.session.destroy()
    response.end()
  },
  '/me'(request, response) {
    response.end(JSON.stringify(request.session))
  },
}
