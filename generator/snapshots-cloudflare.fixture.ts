// What trees for Cloudflare are bound to while their contract runs: bindings of a local workerd, as miniflare hands them out to Node.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Miniflare } from 'miniflare'
import { statementsOf } from '../templates/backends/cloudflare-d1/cloudflare-d1.harness.ts'
import { bundleWorker, COMPATIBILITY, startMiniflare } from '../templates/contracts/workers.ts'
import type { ServerSideBackend } from '../templates/runtime/server-side-backend.ts'
import type { SessionBackend } from '../templates/runtime/session-backend.ts'
import type { Plan } from './plan/planned.ts'

interface Tree {
  readonly CloudflareD1Backend: new (client: unknown, now: () => number) => SessionBackend
  readonly DurableObjectBackend: new (client: unknown, now: () => number) => SessionBackend
}

let miniflare: Miniflare | null = null

export const cloudflareOpeners = {
  'cloudflare-d1': async (tree: Tree, now: () => number) => {
    const backend = new tree.CloudflareD1Backend(await miniflare?.getD1Database('DB'), now)
    return { backend, close: () => (backend as unknown as ServerSideBackend).deleteAll() }
  },
  'durable-object': async (tree: Tree, now: () => number) => {
    const backend = new tree.DurableObjectBackend(await miniflare?.getDurableObjectNamespace('SESSIONS'), now)
    return { backend, close: async () => {} }
  },
}

/** @returns What ends it. */
export async function startCloudflare(
  root: string,
  { backend, output, files, fileExtension }: Plan,
): Promise<() => Promise<void>> {
  const started = startMiniflare([
    { name: 'main', ...COMPATIBILITY, ...workerOf(backend, join(root, output), fileExtension), modules: true },
  ])
  miniflare = started
  if (backend === 'cloudflare-d1') {
    const database = await started.getD1Database('DB')
    for (const { path } of files.filter((file) => file.path.endsWith('.sql'))) {
      for (const statement of statementsOf(readFileSync(join(root, path), 'utf8'))) {
        await database.prepare(statement).run()
      }
    }
  }
  return () => started.dispose()
}

interface Bound {
  readonly script: string
  readonly d1Databases?: string[]
  readonly durableObjects?: Record<string, { className: string; useSQLite: boolean }>
}

function workerOf(backend: string, folder: string, fileExtension: string): Bound {
  return backend === 'durable-object'
    ? {
        script: bundleWorker(
          `export { DurableSession } from './durable-session${fileExtension}'; export default {}`,
          folder,
        ),
        durableObjects: { SESSIONS: { className: 'DurableSession', useSQLite: true } },
      }
    : { script: 'export default {}', d1Databases: ['DB'] }
}
