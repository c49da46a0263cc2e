// A real Express server with the contract's routes, mounted as an application would mount them.
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import type { Express, NextFunction, Request, Response } from 'express'
import {
  type Answer,
  answerError,
  contractRoutes,
  type ContractRoute,
  isStream,
  type RouteContext,
} from '../../contracts/contract-app.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import type { sessions as authored, SessionsOptions } from './express.ts'

/**
 * Starts the contract's application.
 *
 * @param createApplication `express()`, of the major that is to be tested.
 * @param sessions That of the authored module, or of an emitted tree.
 */
export async function start(
  createApplication: () => Express,
  sessions: typeof authored,
  options: SessionsOptions,
  more: readonly ContractRoute[] = [],
): Promise<RunningServer> {
  const app = createApplication()
  // Express sends a JSON body that did not change as 304: each answer of the contract is to be seen.
  app.disable('etag')
  const routes = [...contractRoutes(), ...more]
  for (const route of routes.filter(({ skipSession }) => skipSession === true)) {
    app.use(route.path, (_request, response, next) => {
      response.locals['skipSession'] = true
      next()
    })
  }
  app.use(sessions(options))
  for (const { method, path, handle } of routes) {
    app[method === 'GET' ? 'get' : 'post'](path, (request, response, next) => {
      Promise.resolve()
        .then(() => handle(contextOf(request)))
        .then((answer) => send(response, answer))
        .catch(next)
    })
  }
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    send(response, answerError(error, contextOf(request)))
  })
  return listen(app)
}

export async function listen(app: Express): Promise<RunningServer> {
  const server = await new Promise<Server>((resolve) => {
    const starting = app.listen(0, '127.0.0.1', () => resolve(starting))
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.closeAllConnections()
      return new Promise<void>((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())))
    },
  }
}

function contextOf(request: Request): RouteContext {
  return {
    get session() {
      return request.session
    },
    query: new URL(request.originalUrl, 'http://localhost').searchParams,
  }
}

function send(response: Response, { status = 200, headers = [], body }: Answer): void {
  response.status(status)
  headers.forEach(([name, value]) => response.append(name, value))
  if (isStream(body)) {
    Readable.from(body).pipe(response)
  } else if (typeof body === 'object') {
    response.json(body)
  } else {
    response.send(body)
  }
}
