// A real SvelteKit server with the contract's routes: a built application that takes in its hooks and handlers from here.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type * as errors from '@sveltejs/kit'
import type { Handle, HandleFetch, HandleServerError, sequence } from '@sveltejs/kit/hooks'
import type { RequestEvent } from '@sveltejs/kit'
import type { ContractRoute } from '../../contracts/contract-app.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import { buildApplication } from './sveltekit-build.harness.ts'
import { createApplication } from './sveltekit-routes.harness.ts'
import type { sessions as authored, SessionsOptions } from './sveltekit.ts'

/** What the application in fixtures/frameworks/sveltekit asks for. */
export interface Application {
  readonly handle: Handle
  readonly handleError: HandleServerError
  readonly handleFetch?: HandleFetch
  /** Requests that are for no page. */
  readonly answer: (event: RequestEvent) => Response | Promise<Response>
  /** What `/pages/<name>` loads, and what its form does. */
  readonly pages?: Readonly<Record<string, Page>>
  /** What all of these load. */
  readonly layout?: (event: RequestEvent) => unknown
}

export interface Page {
  readonly load?: (event: RequestEvent) => unknown
  readonly action?: (event: RequestEvent) => unknown
}

/** SvelteKit's own functions, as they are built into the application: it knows no errors but those that they throw. */
export type Kit = Pick<typeof errors, 'error' | 'fail' | 'redirect'> & { readonly sequence: typeof sequence }

interface Shared {
  /** By the port that their server listens on. */
  readonly applications: Map<number, Application>
  readonly kit: Kit
}

type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void

/** adapter-node takes each request for one that came over TLS, unless a proxy says something else in this header. */
const PROTOCOL_HEADER = 'x-protocol'

let loading: Promise<Handler> | null = null

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
  return listen((kit) => createApplication(sessions, options, kit, more))
}

export async function listen(create: (kit: Kit) => Application): Promise<RunningServer & { readonly server: Server }> {
  const handler = await (loading ??= load())
  const server = createServer((request, response) => {
    request.headers[PROTOCOL_HEADER] ??= 'http'
    // An error is answered with JSON where that is asked for, and with a page else.
    request.headers.accept ??= 'application/json'
    handler(request, response, () => response.writeHead(404).end())
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const { applications, kit } = (globalThis as unknown as Record<symbol, Shared>)[
    Symbol.for('create-session.sveltekit')
  ] as Shared
  applications.set(port, create(kit))
  return {
    server,
    url: `http://127.0.0.1:${port}`,
    stop() {
      applications.delete(port)
      server.closeAllConnections()
      return new Promise<void>((resolve, reject) => void server.close((error) => (error ? reject(error) : resolve())))
    },
  }
}

async function load(): Promise<Handler> {
  // SvelteKit asks for Node 22.17. What it streams needs this one function that an earlier one lacks; all else runs on both.
  const platform = Promise as unknown as { withResolvers?: () => object }
  platform.withResolvers ??= () => {
    const parts: Record<string, unknown> = {}
    parts['promise'] = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }))
    return parts
  }
  process.env['PROTOCOL_HEADER'] = PROTOCOL_HEADER
  const { handler } = (await import(join(await buildApplication(), 'handler.js'))) as { handler: Handler }
  return handler
}
