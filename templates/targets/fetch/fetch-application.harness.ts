// A small application of the Fetch API on a real server, for tests of what is special about it.
import { listen } from './fetch-web.harness.ts'
import { afterEach } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import type { RequestHandler } from './fetch-routes.harness.ts'
import { getSession, type HandlerOptions, sessions, type WithSession } from './fetch.ts'

const cleanups: (() => unknown)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) {
    await cleanup()
  }
})

/** Does something when the test is over; the last first. */
export function afterThisTest(cleanup: () => unknown): void {
  cleanups.push(cleanup)
}

/** A caller of a real server. */
export async function callerOf(fetch: RequestHandler): Promise<Caller> {
  const server = await listen(fetch)
  const caller = new Caller(server.url)
  cleanups.push(
    () => server.stop(),
    () => caller.close(),
  )
  return caller
}

export interface Application {
  readonly backend: MemoryBackend
  readonly withSession: WithSession
  /** Answers `/read` with what is in the session, and everything else with what it is given. */
  around(
    answer: (request: Request) => Response | undefined | Promise<Response | undefined>,
    options?: HandlerOptions,
  ): RequestHandler
}

export function application(now: () => number = Date.now): Application {
  const backend = new MemoryBackend(now)
  const withSession = sessions({ backend })
  return {
    backend,
    withSession,
    around: (answer, options) =>
      withSession(
        (request: Request) =>
          new URL(request.url).pathname === '/read' ? Response.json({ ...getSession(request) }) : answer(request),
        options,
      ),
  }
}
