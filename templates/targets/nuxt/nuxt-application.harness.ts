// A small application of h3 1 on a real server, with requests from within it as Nitro makes them.
import {
  type App,
  createApp,
  createRouter,
  type EventHandler,
  eventHandler,
  fetchWithEvent,
  type H3Event,
  toNodeListener,
} from 'h3-1'
import { fetchNodeRequestHandler } from 'node-mock-http'
import { afterEach } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import type { Session } from '../../runtime/session.ts'
import { listen } from './nuxt.harness.ts'
import { sessions } from './nuxt.ts'

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
  readonly h3App: App
  /** What was thrown, as the application's handler of errors heard of it. */
  readonly errors: Error[]
  readonly url: string
  /** A request that nobody from outside makes: the plain `$fetch`. */
  readonly fetch: (path: string, init?: object) => Promise<Response>
  /** One that is made for an event: `event.$fetch`. */
  readonly fetchFor: (event: H3Event, path: string, init?: object) => Promise<Response>
}

/** What answers, by path. */
export type Routes = (running: Running) => Readonly<Record<string, (event: H3Event) => unknown>>

export const sessionOf = (event: H3Event): Session => event.context['session'] as Session

/** Starts an application whose `/read` says what is in the session, and whose `/write` writes to it. */
export async function run(
  routes: Routes,
  wrap: (handler: EventHandler) => EventHandler = (it) => it,
): Promise<Running> {
  const backend = new MemoryBackend()
  const errors: Error[] = []
  const h3App = createApp({
    async onError(error, event) {
      errors.push(error)
      // As long as a page takes.
      await new Promise((resolve) => setTimeout(resolve, 5))
      if (!event.handled) {
        event.node.res.setHeader('Content-Type', 'text/html').end(`sorry: ${error.message}`)
      }
    },
  })
  h3App.use(eventHandler(() => {}))
  sessions({ backend })({ h3App } as never)
  const fetch: Running['fetch'] = (path, init = {}) =>
    fetchNodeRequestHandler(toNodeListener(h3App) as never, path, init)
  const server = await listen(h3App)
  const caller = new Caller(server.url)
  cleanups.push(
    () => server.stop(),
    () => caller.close(),
  )
  const fetchFor: Running['fetchFor'] = async (event, path, init = {}) =>
    (await fetchWithEvent(event, path, init, { fetch: fetch as never })) as Response
  const running: Running = { caller, backend, h3App, errors, url: server.url, fetch, fetchFor }
  const router = createRouter({ preemptive: true })
  const own = {
    '/read': (event: H3Event) => ({ ...sessionOf(event) }),
    '/write': (event: H3Event) => {
      sessionOf(event)['color'] = 'red'
      return 'written'
    },
    ...routes(running),
  }
  Object.entries(own).forEach(([path, handle]) => router.use(path, wrap(eventHandler(handle as EventHandler))))
  h3App.use(router)
  return running
}

export const read = async (caller: Caller): Promise<unknown> => JSON.parse((await caller.get('/read')).text)
