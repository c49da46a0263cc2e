// A small application of Elysia on a real server, for tests of what is special about Elysia.
import { listen } from './elysia-web.harness.ts'
import { node } from '@elysiajs/node'
import { type AnyElysia, Elysia, type ElysiaConfig } from 'elysia'
import { afterEach } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import type { SessionsPlugin } from './elysia.ts'
import { sessions } from './elysia.ts'

const cleanups: (() => void | Promise<void>)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) {
    await cleanup()
  }
})

/** A caller of a real server. */
export async function callerOf(app: AnyElysia): Promise<Caller> {
  const server = await listen(app)
  const caller = new Caller(server.url)
  cleanups.push(server.stop, () => caller.close())
  return caller
}

/** An application without sessions yet. */
export function bare(config: ElysiaConfig<''> = {}): Elysia {
  return new Elysia({ adapter: node(), ...config })
}

/** The plugin, and where it keeps sessions. */
export function plugin(now?: () => number): { plugin: SessionsPlugin; backend: MemoryBackend } {
  const backend = new MemoryBackend(now)
  return { plugin: sessions({ backend }), backend }
}
