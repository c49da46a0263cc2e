// A real server of Elysia on Node with the contract's routes.
import { node } from '@elysiajs/node'
import type { AnyElysia } from 'elysia'
import type { ContractRoute } from '../../contracts/contract-app.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import { createApplication } from './elysia-routes.harness.ts'
import type { sessions as authored, SessionsOptions } from './elysia.ts'

/** What the adapter hands to the callback of `listen`, beside what is typed. */
interface NodeServer {
  readonly raw: { ready(): Promise<unknown>; close(closesAll: boolean): Promise<void>; readonly url?: string }
}

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
  return listen(createApplication(sessions, options, more, { adapter: node() }))
}

/** @param app Made with the adapter for Node. */
export async function listen(app: AnyElysia): Promise<RunningServer> {
  const before = process.listeners('beforeExit')
  const { raw } = await new Promise<NodeServer>((resolve) => {
    app.listen({ hostname: '127.0.0.1', port: 0 }, (server) => resolve(server as unknown as NodeServer))
  })
  await raw.ready()
  return {
    url: (raw.url ?? '').replace(/\/$/, ''),
    // The adapter knows the length of its own responses alone: the session's cookie is on a copy.
    framework: { saysLength: false, refusedMethods: { PUT: 404, PATCH: 404, DELETE: 404, PROPFIND: 404 } },
    async stop() {
      await raw.close(true)
      // The adapter adds one for each server, and leaves it there.
      const added = process.listeners('beforeExit').filter((listener) => !before.includes(listener))
      added.forEach((listener) => process.off('beforeExit', listener))
    },
  }
}
