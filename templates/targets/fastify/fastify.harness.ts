// A real Fastify server with the contract's routes, mounted as an application would mount them.
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import {
  type Answer,
  answerError,
  contractRoutes,
  type ContractRoute,
  isStream,
  type RouteContext,
} from '../../contracts/contract-app.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import type { sessions as authored, SessionsOptions } from './fastify.ts'

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
  const app = fastify({ forceCloseConnections: true })
  app.setErrorHandler((error, request, reply) => send(reply, answerError(error, contextOf(request))))
  await app.register(sessions(options))
  for (const { method, path, skipSession = false, handle } of [...contractRoutes(), ...more]) {
    app.route({
      method,
      url: path,
      config: { skipSession },
      handler: async (request, reply) => send(reply, await handle(contextOf(request))),
    })
  }
  return listen(app)
}

export async function listen(app: FastifyInstance): Promise<RunningServer> {
  await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    stop: () => app.close(),
  }
}

function contextOf(request: FastifyRequest): RouteContext {
  return {
    get session() {
      return request.session
    },
    query: new URL(request.originalUrl, 'http://localhost').searchParams,
  }
}

function send(reply: FastifyReply, { status = 200, headers = [], body }: Answer): FastifyReply {
  reply.code(status)
  for (const name of new Set(headers.map(([header]) => header))) {
    reply.header(
      name,
      headers.filter(([other]) => other === name).map(([, value]) => value),
    )
  }
  return reply.send(isStream(body) ? Readable.from(body) : body)
}
