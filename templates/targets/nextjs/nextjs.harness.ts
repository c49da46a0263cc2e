// A real Next.js in this process, from a production build, with the contract's routes behind its Route Handlers.
import { endStorages, globals } from './nextjs-globals.harness.ts'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import type { NextRequest, NextResponse } from 'next/server.js'
import {
  type Answer,
  answerError,
  contractRoutes,
  type ContractRoute,
  isStream,
  type RouteContext,
} from '../../contracts/contract-app.ts'
import type { FrameworkAnswers } from '../../contracts/framework-answers.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import { buildShop } from './nextjs-build.harness.ts'
import type { WithSession } from './nextjs-handlers.ts'
import type { sessions as authored, SessionsOptions } from './nextjs.ts'

type Sessions = typeof authored
type RouteHandler = ReturnType<ReturnType<Sessions>['routeHandler']>

/** What the build's own files do, as fixtures/nextjs-contract/src/hooks.ts has it. */
export interface Hooks {
  /** Of any route that is no page. */
  answer(request: NextRequest, context: { params: Promise<unknown> }): Promise<Response>
  readonly proxy?: (request: NextRequest) => Promise<NextResponse>
  /** What the page /rendered shows. */
  readonly render?: () => Promise<string>
  /** What the Server Function of its form does. */
  readonly act?: (form: FormData) => Promise<void>
}

/** Where the build's files find it. */
const hooks = new Map<string, Hooks>()
globals['nextjsContract'] = hooks

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** What of the package `next` is used here: its own types make `NODE_ENV` a constant everywhere. */
type CreateNext = (options: {
  readonly dev: false
  readonly dir: string
  readonly hostname: string
  readonly port: number
}) => {
  prepare(): Promise<void>
  getRequestHandler(): Handle
}

/** What Next.js does to answers of Route Handlers. */
const framework: Partial<FrameworkAnswers> = {
  varyBy: ['rsc', 'next-router-state-tree', 'next-router-prefetch', 'next-router-segment-prefetch'],
  saysLength: false,
  refusedMethods: { PROPFIND: 400 },
}

export const PREPARE_MILLISECONDS = 600_000

let prepared: Promise<Handle> | null = null

/** One Next.js serves all tests of a process. It is there in a second, once the shop is built: that takes half a minute. */
function prepare(): Promise<Handle> {
  prepared ??= buildShop().then(async (dir) => {
    const next = createRequire(import.meta.url)('next') as CreateNext
    // Where Next.js asks itself for the page that a Server Function redirects to.
    let handle: Handle = async () => {}
    const inner = createServer((request, response) => void handle(request, response))
    const port = await listenAnywhere(inner.unref())
    const app = next({ dev: false, dir, hostname: '127.0.0.1', port })
    await app.prepare()
    handle = app.getRequestHandler()
    return handle
  })
  return prepared
}

/** For `beforeAll`: what takes long is done before the first test. */
export async function prepareNext(): Promise<void> {
  await prepare()
}

/**
 * Starts the contract's application.
 *
 * @param sessions The authored function, or that of an emitted tree.
 */
export function start(
  sessions: Sessions,
  options: SessionsOptions,
  more: readonly ContractRoute[] = [],
): Promise<RunningServer> {
  return listen({ answer: createAnswer(sessions, options, more) })
}

/**
 * A server of its own in front of Next.js.
 *
 * @param own What the application does; null for the shop that was built.
 */
export async function listen(own: Hooks | null): Promise<RunningServer> {
  const handle = await prepare()
  const id = String(hooks.size)
  if (own !== null) {
    hooks.set(id, own)
  }
  const server = createServer((request, response) => {
    if (own !== null) {
      request.headers['x-contract'] = id
    }
    if (own?.proxy !== undefined) {
      request.headers['x-contract-proxy'] = id
    }
    void handle(request, response)
  })
  const port = await listenAnywhere(server)
  return {
    url: `http://127.0.0.1:${port}`,
    framework,
    stop() {
      server.closeAllConnections()
      endStorages()
      return new Promise<void>((resolve, reject) => void server.close((error) => (error ? reject(error) : resolve())))
    },
  }
}

async function listenAnywhere(server: Server): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

function createAnswer(
  sessions: Sessions,
  options: SessionsOptions,
  more: readonly ContractRoute[],
): (request: NextRequest, context: { params: Promise<unknown> }) => Promise<Response> {
  const { routeHandler } = sessions(options)
  const onError = (error: unknown, request: NextRequest, context: WithSession): Response =>
    send(answerError(error, contextOf(request, context)))
  const handlers = new Map<string, RouteHandler>()
  for (const { method, path, skipSession = false, handle } of [...contractRoutes(), ...more]) {
    const answer = routeHandler(async (request, context) => send(await handle(contextOf(request, context))), {
      onError,
      skipSession,
    })
    handlers.set(`${method} ${path}`, answer)
  }
  const notFound = routeHandler(() => new Response('404 Not Found', { status: 404 }), { onError })

  return (request, context) => {
    const method = request.method === 'HEAD' ? 'GET' : request.method
    const answer = handlers.get(`${method} ${new URL(request.url).pathname}`) ?? notFound
    return answer(request, context)
  }
}

function contextOf(request: NextRequest, context: WithSession): RouteContext {
  return {
    get session() {
      return context.session
    },
    query: new URL(request.url).searchParams,
  }
}

export function send({ status = 200, headers = [], body }: Answer): Response {
  const init = { status, headers: headers.map(([name, value]): [string, string] => [name, value]) }
  if (isStream(body)) {
    return new Response(bodyOf(body), init)
  } else if (typeof body === 'object') {
    return Response.json(body, init)
  } else {
    return new Response(body ?? null, init)
  }
}

function bodyOf(parts: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const iterator = parts[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next()
      if (done === true) {
        controller.close()
      } else {
        controller.enqueue(encoder.encode(value))
      }
    },
  })
}
