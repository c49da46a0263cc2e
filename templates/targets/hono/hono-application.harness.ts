// A small Hono application on a real server, for tests of what is special about Hono.
import { listen } from './hono-web.harness.ts'
import { Hono, type MiddlewareHandler } from 'hono'
import { afterEach } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import { sessions } from './hono.ts'

const cleanups: (() => void | Promise<void>)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) {
    await cleanup()
  }
})

/** Does something when the test is over; the last first. */
export function afterThisTest(cleanup: () => void | Promise<void>): void {
  cleanups.push(cleanup)
}

/** A caller of a real server. */
export async function callerOf(app: Hono): Promise<Caller> {
  const server = await listen(app)
  const caller = new Caller(server.url)
  cleanups.push(server.stop, () => caller.close())
  return caller
}

/** An application that says what is in the session. */
export function application(...outer: MiddlewareHandler[]): { app: Hono; backend: MemoryBackend } {
  const backend = new MemoryBackend()
  const app = new Hono()
  outer.forEach((middleware) => app.use(middleware))
  app.use(sessions({ backend }))
  app.get('/read', (c) => c.json({ ...c.get('session') }))
  return { app, backend }
}
