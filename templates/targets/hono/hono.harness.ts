// A real Hono server on Node with the contract's routes, mounted as an application would mount them.
import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type ServerType } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { stream } from 'hono/streaming'
import type { StatusCode } from 'hono/utils/http-status'
import { type Answer, answerError, contractRoutes, isStream, type RouteContext } from '../../contracts/contract-app.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import type { sessions as authored, SessionsOptions } from './hono.ts'

/**
 * Starts the contract's application.
 *
 * @param sessions That of the authored module, or of an emitted tree.
 */
export function start(sessions: typeof authored, options: SessionsOptions): Promise<RunningServer> {
  const app = new Hono()
  const routes = contractRoutes()
  for (const { path } of routes.filter(({ skipSession }) => skipSession === true)) {
    app.use(path, (c, next) => {
      c.set('skipSession', true)
      return next()
    })
  }
  app.use(sessions(options))
  for (const { method, path, handle } of routes) {
    app.on(method, path, async (c) => send(c, await handle(contextOf(c))))
  }
  app.onError((error, c) => send(c, answerError(error, contextOf(c))))
  return listen(app)
}

export async function listen(app: Hono): Promise<RunningServer & { readonly server: ServerType }> {
  const server = createAdaptorServer(app)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      if ('closeAllConnections' in server) {
        server.closeAllConnections()
      }
      return new Promise<void>((resolve, reject) => void server.close((error) => (error ? reject(error) : resolve())))
    },
  }
}

function contextOf(c: Context): RouteContext {
  return {
    get session() {
      return c.get('session')
    },
    query: new URL(c.req.url).searchParams,
  }
}

function send(c: Context, { status = 200, headers = [], body }: Answer): Response {
  c.status(status as StatusCode)
  headers.forEach(([name, value]) => c.header(name, value, { append: true }))
  if (isStream(body)) {
    return stream(c, async (output) => {
      for await (const piece of body) {
        await output.write(piece)
      }
    })
  } else if (typeof body === 'object') {
    return c.json(body)
  } else {
    return c.newResponse(body ?? null)
  }
}
