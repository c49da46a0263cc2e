// A small application on a real server, for tests of what is special about TanStack Start.
import { listen } from './tanstack-start-web.harness.ts'
import { type AnyRequestMiddleware, createMiddleware } from '@tanstack/react-start'
import { afterEach, beforeAll, beforeEach, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { type Asked, Caller, type Reply } from '../../contracts/contract-client.ts'
import { type Observation, observe } from '../../contracts/observed-backend.ts'
import { buildApplication } from './tanstack-start-build.harness.ts'
import type { Application } from './tanstack-start.harness.ts'
import { sessions } from './tanstack-start.ts'

const cleanups: (() => unknown)[] = []

// Once for all tests, and not in the time of the first of them.
beforeAll(() => void buildApplication(), 120_000)

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) {
    await cleanup()
  }
})

// Start tells of each error that it answers.
beforeEach(() => {
  const silent = vi.spyOn(console, 'error').mockImplementation(() => {})
  cleanups.push(() => silent.mockRestore())
})

/** What a browser sends along when scripts call a function. */
const CALL = { 'x-tsr-serverfn': 'true', accept: 'application/x-tss-framed, application/x-ndjson, application/json' }

export interface Running {
  readonly caller: Caller
  readonly store: Observation
  /** What is in the caller's session, asked by a server route. */
  data(): Promise<unknown>
  /** Calls a function as scripts of a page do: `ask` by GET, `act` by POST. */
  call(name: 'ask' | 'act', by?: Caller, asked?: Asked): Promise<Reply>
  /** One more caller, without cookies. */
  open(): Caller
}

type Parts = Partial<Omit<Application, 'requestMiddleware'>> & {
  /** Before the sessions, and behind them. */
  readonly before?: readonly AnyRequestMiddleware[]
  readonly behind?: readonly AnyRequestMiddleware[]
}

/** Starts an application whose `/data` says what is in the session. */
export async function run({ before = [], behind = [], ask, act, answer }: Parts): Promise<Running> {
  const backend = new MemoryBackend()
  const store = observe(backend)
  const server = await listen({
    requestMiddleware: [...before, createMiddleware().server(sessions({ backend })), ...behind],
    ask: ask ?? ((): null => null),
    act: act ?? ((): null => null),
    answer: (request, context) =>
      new URL(request.url).pathname === '/data'
        ? Response.json({ ...context.session() })
        : (answer?.(request, context) ?? new Response('nothing here', { status: 404 })),
  })
  cleanups.push(() => server.stop())
  const open = (): Caller => {
    const caller = new Caller(server.url)
    cleanups.push(() => caller.close())
    return caller
  }
  const caller = open()
  const urls = JSON.parse((await caller.get('/functions')).text) as Readonly<Record<'ask' | 'act', string>>
  return {
    caller,
    store,
    data: async () => JSON.parse((await caller.get('/data')).text) as unknown,
    call: (name, by = caller, asked = {}) =>
      by.send(name === 'ask' ? 'GET' : 'POST', urls[name], { ...asked, headers: { ...CALL, ...asked.headers } }),
    open,
  }
}

export const namesOf = ({ setCookie }: Pick<Reply, 'setCookie'>): readonly string[] =>
  setCookie.map((line) => line.slice(0, line.indexOf('=')))
