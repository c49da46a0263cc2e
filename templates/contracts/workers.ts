// Workers that share their bindings, in a workerd of their own: local, by miniflare, in place of Cloudflare.
import { Agent, request } from 'node:http'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { buildSync } from 'esbuild'
import { Miniflare, type WorkerOptions } from 'miniflare'
import type { Sharers } from './backend-concurrency.ts'
import { endedOnce, type FaultyBackend } from './backend-faults.ts'
import { type Outcome, RemoteBackend, RemoteSweepingBackend, valueOf } from './remote-backend.ts'
import type { Weather } from './workers-program.ts'

// It would ask Cloudflare where this machine is.
process.env['CLOUDFLARE_CF_FETCH_ENABLED'] = 'false'

/** What a Worker is asked: an operation of its backend, a work of several requests, or to let its bindings fail. */
export interface Question {
  readonly kind: 'call' | 'work' | 'weather'
  readonly name: string
  /** Null for the machine's clock. */
  readonly now: number | null
  readonly args: readonly unknown[]
}

/** The bindings of each Worker; `first` is the name of the one that has the classes of Durable Objects. */
export type Bindings = (name: string, first: string) => Partial<WorkerOptions>

export const COMPATIBILITY: { readonly compatibilityDate: string; readonly compatibilityFlags: string[] } = {
  compatibilityDate: '2026-04-01',
  compatibilityFlags: ['nodejs_compat'],
}

const NAMES = ['one', 'two', 'three', 'four'] as const

export interface Workers extends Sharers {
  readonly miniflare: Miniflare
  /** In the first Worker, or in another. */
  backend(now?: () => number, at?: number): RemoteBackend
  /** The same, of one whose store does not expire records by itself. */
  sweeping(now?: () => number, at?: number): RemoteSweepingBackend
  weather(weather: Weather): Promise<void>
}

/** @param module Absolute path of a module whose default export is what `serveWorkers` returns. */
export async function startWorkers(module: string, bindings: Bindings): Promise<Workers> {
  const script = bundleWorker(`export * from '${module}'; export { default } from '${module}'`, dirname(module))
  const miniflare = startMiniflare(
    NAMES.map((name) => ({
      name,
      ...COMPATIBILITY,
      ...bindings(name, NAMES[0]),
      modules: true,
      script,
      // Each has a port of its own.
      unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
    })),
  )
  await miniflare.ready
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  const urls = await Promise.all(NAMES.map((name) => miniflare.unsafeGetDirectURL(name)))
  const ask = async (at: number, question: Question): Promise<unknown> => {
    const answer = await post(urls[at], agent, JSON.stringify(question))
    const { result, error } = JSON.parse(answer) as { result?: unknown; error?: string }
    if (error !== undefined) {
      throw new Error(error)
    }
    return result
  }
  const call =
    (at: number) =>
    async (name: string, now: number, args: readonly unknown[]): Promise<unknown> =>
      valueOf((await ask(at, { kind: 'call', name, now, args })) as Outcome)
  return {
    miniflare,
    workers: NAMES.map((_, at) => ({ ask: (name, ...args) => ask(at, { kind: 'work', name, now: null, args }) })),
    backend: (now, at = 0) => new RemoteBackend(call(at), now),
    sweeping: (now, at = 0) => new RemoteSweepingBackend(call(at), now),
    weather: async (name) => void (await ask(0, { kind: 'weather', name, now: null, args: [] })),
    async stop() {
      agent.destroy()
      await miniflare.dispose()
    },
  }
}

/** A backend whose binding meets the weather while it lasts. */
export async function exposedTo(workers: Workers, weather: Weather): Promise<FaultyBackend> {
  const fault = endedOnce(
    () => workers.weather(weather),
    () => workers.weather('fair'),
  )
  return { backend: workers.backend(), ...fault, close: () => fault.end() }
}

export function startMiniflare(workers: WorkerOptions[]): Miniflare {
  return new Miniflare({ workers, host: '127.0.0.1', port: 0, cf: false })
}

/** As Wrangler bundles a Worker: what is part of the platform is left to import. */
export function bundleWorker(contents: string, resolveDir: string): string {
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir, loader: 'ts' },
    bundle: true,
    // Of the packages that an emitted tree imports.
    nodePaths: [join(import.meta.dirname, '../../node_modules')],
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['workerd'],
    external: ['cloudflare:*', 'node:*'],
    write: false,
    logLevel: 'error',
  })
  return outputFiles[0]?.text ?? ''
}

/** As `fetch` does, for a fraction of its time: the contracts ask some ten thousand things. */
function post(url: URL | undefined, agent: Agent, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request(url ?? '', { method: 'POST', agent }, (response) => {
      text(response).then(resolve, reject)
    })
      .on('error', reject)
      .end(body)
  })
}
