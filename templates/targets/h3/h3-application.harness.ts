// A small application of h3 on a real server, for tests of what is special about h3.
import { listen } from './h3-web.harness.ts'
import { H3, type H3Config, type Middleware } from 'h3'
import { afterEach } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import { sessions } from './h3.ts'

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
export async function callerOf(app: H3): Promise<Caller> {
  const server = await listen(app)
  const caller = new Caller(server.url)
  cleanups.push(server.stop, () => caller.close())
  return caller
}

/** An application that says what is in the session, and writes to it. */
export function application(config: H3Config = {}, ...outer: Middleware[]): { app: H3; backend: MemoryBackend } {
  const backend = new MemoryBackend()
  const app = new H3({ silent: true, ...config })
  outer.forEach((middleware) => app.use(middleware))
  app.use(sessions({ backend }))
  app.get('/read', (event) => ({ ...event.context.session }))
  app.get('/write', (event) => {
    event.context.session['color'] = 'red'
    return 'written'
  })
  return { app, backend }
}
