// Koa applications of the tests, on free ports of this machine.
import Koa from 'koa'
import { Caller } from '../../contracts/contract-client.ts'
import { listen } from './koa.harness.ts'

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

/** Whose errors are not printed. */
export function application(...middlewares: Koa.Middleware[]): Koa {
  const app = new Koa()
  app.silent = true
  middlewares.forEach((middleware) => app.use(middleware))
  return app
}

export async function callerOf(app: Koa): Promise<Caller> {
  const { url, stop } = await listen(app)
  atTheEnd(stop)
  const caller = new Caller(url)
  atTheEnd(() => caller.close())
  return caller
}

type Handler = (ctx: Koa.Context) => unknown

/** Answers by path, with what the handler returns. */
export function byPath(handlers: Readonly<Record<string, Handler>>): Koa.Middleware {
  return async (ctx) => {
    const handle = handlers[ctx.path]
    if (handle !== undefined) {
      ctx.body = (await handle(ctx)) ?? ''
    }
  }
}

/** Log in, write, read, log out. */
export const loginRoutes: Readonly<Record<string, Handler>> = {
  '/login': (ctx) => void (ctx.session['user'] = 'ada'),
  '/set': (ctx) => void (ctx.session['color'] = 'red'),
  '/me': (ctx) => ({ ...ctx.session }),
  '/logout': (ctx) => ctx.session.destroy(),
}
