// A real server of h3 on Node with the contract's routes.
import { type H3, serve } from 'h3'
import type { ContractRoute } from '../../contracts/contract-app.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import { createApplication } from './h3-routes.harness.ts'
import type { sessions as authored, SessionsOptions } from './h3.ts'

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

/** @param more Of what `serve` takes. */
export async function listen(app: H3, more: Parameters<typeof serve>[1] = {}): Promise<RunningServer> {
  const server = serve(app, { hostname: '127.0.0.1', port: 0, silent: true, gracefulShutdown: false, ...more })
  await server.ready()
  return {
    url: (server.url ?? '').replace(/\/$/, ''),
    stop: () => server.close(true),
  }
}
