// A real server with an Astro application: a built one, that takes in its middleware and its handlers from here.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { APIContext, AstroGlobal, MiddlewareHandler } from 'astro'
import type { ContractRoute } from '../../contracts/contract-app.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import { buildApplication } from './astro-build.harness.ts'
import { createApplication } from './astro-routes.harness.ts'
import type { sessions as authored, SessionsOptions } from './astro.ts'

/** What the application in fixtures/frameworks/astro asks for. */
export interface Application {
  readonly onRequest: MiddlewareHandler
  /** Requests that are for no page. */
  readonly answer: (context: APIContext) => Response | Promise<Response>
  /** The error page. */
  readonly answerError: (error: unknown, context: APIContext) => Response | Promise<Response>
  /** What the page for what is missing says. */
  readonly missing?: (context: AstroGlobal) => unknown
  readonly act?: (form: FormData, context: Pick<APIContext, 'locals' | 'cookies'>) => unknown
  readonly pages?: Readonly<Record<string, Page>>
}

export interface Page {
  /** What runs before the page, and gives it a text or answers in its place. */
  readonly render?: (context: AstroGlobal) => unknown
  /** In a component that awaits nothing, and in one behind it that does. */
  readonly early?: (context: AstroGlobal) => unknown
  readonly late?: (context: AstroGlobal) => unknown
  readonly hasIsland?: true
  /** In a component that the page asks for when it is there. */
  readonly island?: (context: AstroGlobal) => unknown
}

type Handler = (request: IncomingMessage, response: ServerResponse, next: undefined, locals: object) => Promise<void>

/** By the files that they are built without. */
const handlers = new Map<string, Promise<Handler>>()

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
  return listen(createApplication(sessions, options, more))
}

/** @param localsOf What a server of one's own hands over with each request. */
export async function listen(
  application: Application,
  {
    without = [],
    localsOf = () => ({}),
  }: { readonly without?: readonly string[]; readonly localsOf?: () => object } = {},
): Promise<RunningServer & { readonly server: Server }> {
  const key = without.join('\n')
  const loading = handlers.get(key) ?? load(without)
  handlers.set(key, loading)
  const handler = await loading
  const server = createServer(
    (request, response) => void handler(request, response, undefined, Object.assign(localsOf(), { application })),
  )
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    // What a handler returns says no length, whatever its body is.
    framework: { saysLength: false },
    stop() {
      server.closeAllConnections()
      return new Promise<void>((resolve, reject) => void server.close((error) => (error ? reject(error) : resolve())))
    },
  }
}

async function load(without: readonly string[]): Promise<Handler> {
  const { handler } = (await import(join(await buildApplication(without), 'server/entry.mjs'))) as { handler: Handler }
  return handler
}
