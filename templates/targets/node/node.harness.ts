// A real server of Node's own with the contract's routes, handled by one function as such applications do it.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Http2SecureServer, Http2Server } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import {
  type Answer,
  answerError,
  contractRoutes,
  type ContractRoute,
  isStream,
  type RouteContext,
} from '../../contracts/contract-app.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import type { sessions as authored, SessionsOptions } from './node.ts'

/**
 * Starts the contract's application.
 *
 * @param sessions That of the authored module, or of an emitted tree.
 */
export function start(
  sessions: typeof authored,
  options: SessionsOptions,
  more: readonly ContractRoute[] = [],
): Promise<RunningServer> {
  const routes = [...contractRoutes(), ...more]
  const routeOf = ({ method = '', url }: IncomingMessage): ContractRoute | undefined => {
    const [path] = url?.split('?') ?? []
    return routes.find((route) => route.path === path && methodsOf(route).includes(method))
  }
  const listener = sessions(options)(
    async (request, response) => {
      const route = routeOf(request)
      send(response, route === undefined ? { status: 404 } : await route.handle(contextOf(request)))
    },
    (error, request, response) => send(response, answerError(error, contextOf(request))),
  )
  return listen(
    createServer((request, response) => {
      request.skipSession = routeOf(request)?.skipSession === true
      listener(request, response)
    }),
  )
}

export async function listen(server: Server | Http2Server | Http2SecureServer): Promise<RunningServer> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      if ('closeAllConnections' in server) {
        server.closeAllConnections()
      }
      return new Promise<void>((resolve, reject) => {
        server.close((error?: Error) => (error ? reject(error) : resolve()))
      })
    },
  }
}

function methodsOf({ method }: ContractRoute): readonly string[] {
  return method === 'GET' ? ['GET', 'HEAD'] : [method]
}

function contextOf(request: IncomingMessage): RouteContext {
  return {
    get session() {
      return request.session
    },
    query: new URL(request.url ?? '', 'http://localhost').searchParams,
  }
}

function send(response: ServerResponse, { status = 200, headers = [], body }: Answer): void {
  response.statusCode = status
  headers.forEach(([name, value]) => response.appendHeader(name, value))
  if (isStream(body)) {
    Readable.from(body).pipe(response)
  } else if (typeof body === 'object') {
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body))
  } else {
    response.end(body)
  }
}
