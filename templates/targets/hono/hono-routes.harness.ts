// A Hono application with the contract's routes, mounted as an application would mount them, for any runtime.
import { type Context, Hono } from 'hono'
import { stream } from 'hono/streaming'
import type { StatusCode } from 'hono/utils/http-status'
import {
  type Answer,
  answerError,
  contractRoutes,
  type ContractRoute,
  isStream,
  type RouteContext,
} from '../../contracts/contract-app.ts'
import type { sessions as authored, SessionsOptions } from './hono.ts'

/** @param sessions That of the authored module, or of an emitted tree. */
export function createApplication(
  sessions: typeof authored,
  options: SessionsOptions,
  more: readonly ContractRoute[] = [],
): Hono {
  const app = new Hono()
  const routes = [...contractRoutes(), ...more]
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
  return app
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
