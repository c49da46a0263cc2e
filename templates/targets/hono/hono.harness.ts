// A real Hono server on Node with the contract's routes.
import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type ServerType } from '@hono/node-server'
import type { Hono } from 'hono'
import type { ContractRoute } from '../../contracts/contract-app.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import { createApplication } from './hono-routes.harness.ts'
import type { sessions as authored, SessionsOptions } from './hono.ts'

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

export async function listen(app: Hono): Promise<RunningServer & { readonly server: ServerType }> {
  const server = createAdaptorServer(app)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      if ('closeAllConnections' in server) {
        server.closeAllConnections()
      }
      return new Promise<void>((resolve, reject) => void server.close((error) => (error ? reject(error) : resolve())))
    },
  }
}
