// A real server on Node with the contract's routes, whose handlers are those of the Fetch API.
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { ContractRoute } from '../../contracts/contract-app.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import { createHandler, type Emitted, type RequestHandler } from './fetch-routes.harness.ts'
import type { SessionsOptions } from './fetch.ts'

/**
 * Starts the contract's application.
 *
 * @param emitted The authored module, or the index of an emitted tree.
 */
export function start(
  emitted: Emitted,
  options: SessionsOptions,
  more: readonly ContractRoute[] = [],
): Promise<RunningServer> {
  return listen(createHandler(emitted, options, more))
}

/** Node's own: servers for Hono that ran in this process before put others in their place. */
const platform = { Request: globalThis.Request, Response: globalThis.Response }

export async function listen(fetch: RequestHandler): Promise<RunningServer> {
  for (const [name, value] of Object.entries(platform)) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true })
  }
  // Node's own Request and Response: those of this package are for speed alone.
  const server = createAdaptorServer({ fetch, overrideGlobalObjects: false })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      if ('closeAllConnections' in server) {
        server.closeAllConnections()
      }
      return new Promise<void>((resolve, reject) => void server.close((error) => (error ? reject(error) : resolve())))
    },
  }
}
