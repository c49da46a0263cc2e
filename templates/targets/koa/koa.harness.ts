// A real Koa server with the contract's routes, mounted as an application would mount them.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import Koa, { type Context } from 'koa'
import {
  type Answer,
  answerError,
  contractRoutes,
  type ContractRoute,
  isStream,
  type RouteContext,
} from '../../contracts/contract-app.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import type { sessions as authored, SessionsOptions } from './koa.ts'

/**
 * Starts the contract's application.
 *
 * @param sessions That of the authored module, or of an emitted tree.
 */
export async function start(
  sessions: typeof authored,
  options: SessionsOptions,
  more: readonly ContractRoute[] = [],
): Promise<RunningServer> {
  const app = new Koa()
  const routes = [...contractRoutes(), ...more]
  const routeOf = ({ method, path }: Context): ContractRoute | undefined =>
    routes.find((route) => route.method === (method === 'HEAD' ? 'GET' : method) && route.path === path)
  // Errors go up through the middlewares, as is the custom in Koa.
  app.use(async (ctx, next) => {
    try {
      await next()
    } catch (error) {
      send(ctx, answerError(error, contextOf(ctx)))
    }
  })
  // An answer to an error that comes past them.
  app.silent = true
  app.use((ctx, next) => {
    ctx.state['skipSession'] = routeOf(ctx)?.skipSession === true
    return next()
  })
  app.use(sessions(options))
  app.use(async (ctx) => {
    const answer = await routeOf(ctx)?.handle(contextOf(ctx))
    if (answer !== undefined) {
      send(ctx, answer)
    }
  })
  return listen(app)
}

export async function listen(app: Koa): Promise<RunningServer> {
  const server = createServer(app.callback())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    // No middleware is there any more: `ctx.onerror` tells nothing but the status.
    lastAnswer: 'Service Unavailable',
    stop() {
      server.closeAllConnections()
      return new Promise<void>((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())))
    },
  }
}

function contextOf(ctx: Context): RouteContext {
  return {
    get session() {
      return ctx.session
    },
    query: ctx.URL.searchParams,
  }
}

function send(ctx: Context, { status = 200, headers = [], body }: Answer): void {
  headers.forEach(([name, value]) => ctx.append(name, value))
  // Without a body Koa makes it a 204.
  ctx.body = isStream(body) ? Readable.from(body) : (body ?? '')
  ctx.status = status
}
