// A small Astro application on a real server, for tests of what is special about it.
import { listen } from './astro-web.harness.ts'
import type { MiddlewareHandler } from 'astro'
import { sequence } from 'astro/middleware'
import { afterEach } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller, type Reply } from '../../contracts/contract-client.ts'
import type { Application } from './astro.harness.ts'
import { sessions } from './astro.ts'

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

export interface Running {
  readonly caller: Caller
  readonly backend: MemoryBackend
}

type Parts = Partial<Application> & {
  /** Before the sessions, and behind them. */
  readonly first?: MiddlewareHandler
  readonly second?: MiddlewareHandler
}

/** Starts an application whose `/read` says what is in the session. Its error page says what the error was. */
export async function run(parts: Parts, settings: Parameters<typeof listen>[1] = {}): Promise<Running> {
  const backend = new MemoryBackend()
  const through: MiddlewareHandler = (_context, next) => next()
  const { first = through, second = through, answer, ...rest } = parts
  const application: Application = {
    onRequest: sequence(first, sessions({ backend }), second),
    answerError: (error) => new Response(`error page: ${String(error)}`, { status: 500 }),
    answer: (context) =>
      context.url.pathname === '/read'
        ? Response.json({ ...context.locals.session })
        : (answer?.(context) ?? new Response('nothing here', { status: 404 })),
    ...rest,
  }
  const server = await listen(application, settings)
  const caller = new Caller(server.url)
  cleanups.push(
    () => server.stop(),
    () => caller.close(),
  )
  return { caller, backend }
}

export const read = async (caller: Caller): Promise<unknown> => JSON.parse((await caller.get('/read')).text)

export const namesOf = ({ setCookie }: Reply): readonly string[] => setCookie.map((line) => line.split('=')[0] ?? '')

/** What Astro logs of errors that a test asks for, and what the sessions do, is not printed. */
export function silence(): readonly unknown[][] {
  const printed: unknown[][] = []
  const { error } = console
  console.error = (...parts: unknown[]) => void printed.push(parts)
  cleanups.push(() => (console.error = error))
  return printed
}
