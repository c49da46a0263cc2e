// A real hapi server with the contract's routes, mounted as an application would mount them.
import { Readable } from 'node:stream'
import { type Request, type ResponseObject, type ResponseToolkit, Server, type ServerOptions } from '@hapi/hapi'
import {
  type Answer,
  answerError,
  contractRoutes,
  type ContractRoute,
  isStream,
  type RouteContext,
} from '../../contracts/contract-app.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import type { sessions as authored, SessionsOptions } from './hapi.ts'

/** hapi refuses Cookie headers that it cannot read, and says of each answer how it may be kept: the contract looks at both. */
const SERVER_OPTIONS: ServerOptions = {
  host: '127.0.0.1',
  port: 0,
  // Errors that a test asks for are not printed.
  debug: false,
  routes: { state: { failAction: 'ignore' }, cache: false },
}

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
  const server = createServer()
  await server.register(sessions(options))
  for (const { method, path, skipSession = false, handle } of [...contractRoutes(), ...more]) {
    server.route({
      method,
      path,
      options: { plugins: { session: { skipSession } } },
      handler: async (request, h) => send(h, await handle(contextOf(request))),
    })
  }
  server.ext('onPreResponse', (request, h) => {
    const { response } = request
    const isAnswered = !(response instanceof Error) || response.output.statusCode === 404
    return isAnswered ? h.continue : send(h, answerError(response, contextOf(request)))
  })
  // It answers for Node's parser, and with one status whatever that refuses.
  return { ...(await listen(server)), lastAnswer: 'Service Unavailable', framework: { tooLargeHead: 400 } }
}

export function createServer(options: ServerOptions = {}): Server {
  return new Server({ ...SERVER_OPTIONS, ...options })
}

export async function listen(server: Server): Promise<RunningServer> {
  await server.start()
  return { url: server.info.uri, stop: () => server.stop({ timeout: 0 }) }
}

function contextOf(request: Request): RouteContext {
  return {
    get session() {
      return request.session
    },
    query: request.url.searchParams,
  }
}

function send(h: ResponseToolkit, { status = 200, headers = [], body }: Answer): ResponseObject {
  const response = h.response(isStream(body) ? Readable.from(body, { objectMode: false }) : (body ?? '')).code(status)
  headers.forEach(([name, value]) => response.header(name, value, { append: true }))
  return response
}
