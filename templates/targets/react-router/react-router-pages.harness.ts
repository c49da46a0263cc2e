// A small application with pages on a real server, for tests of what is special about React Router.
import { application, build, serve } from './react-router-web.harness.ts'
import { afterEach, beforeAll } from 'vitest'
import type { LoaderFunctionArgs, MiddlewareFunction } from 'react-router'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import { type Observation, observe } from '../../contracts/observed-backend.ts'
import { getSession, sessions } from './react-router.ts'

const cleanups: (() => unknown)[] = []

// Once for all tests, and not in the time of the first of them.
beforeAll(() => void build(application), 120_000)

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) {
    await cleanup()
  }
})

/** What loaders, actions and middlewares of the pages do: see `fixtures/react-router`. */
export type Parts = Readonly<Record<string, (args: LoaderFunctionArgs) => unknown>>

export interface Pages {
  readonly caller: Caller
  readonly store: Observation
  /** What the application is told of by React Router, in order. */
  readonly errors: unknown[]
  /** What is in the caller's session, asked without React Router. */
  data(): Promise<unknown>
  /** One more caller, without cookies. */
  open(): Caller
}

/**
 * @param parts What the application's parts do; one that is not there does nothing, and returns null.
 * @param around Middlewares of the root route, made from that of the sessions.
 */
export async function pages(
  parts: Parts,
  around: (session: MiddlewareFunction<Response>, backend: MemoryBackend) => MiddlewareFunction<Response>[] = (
    session,
  ) => [session],
): Promise<Pages> {
  const backend = new MemoryBackend()
  const store = observe(backend)
  const errors: unknown[] = []
  const server = await serve({
    middleware: around(sessions({ backend }), backend),
    // The route that takes any other path.
    answer: async (_request, context) => Response.json({ ...getSession(context) }),
    parts,
    handleError: (error) => errors.push(error),
  })
  cleanups.push(() => server.stop())
  const open = (): Caller => {
    const caller = new Caller(server.url)
    cleanups.push(() => caller.close())
    return caller
  }
  const caller = open()
  return {
    caller,
    store,
    errors,
    data: async () => JSON.parse((await caller.get('/data')).text) as unknown,
    open,
  }
}
