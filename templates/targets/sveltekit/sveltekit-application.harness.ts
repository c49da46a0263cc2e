// A small SvelteKit application on a real server, for tests of what is special about it.
import { listen } from './sveltekit-web.harness.ts'
import type { Handle } from '@sveltejs/kit/hooks'
import { afterEach } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller, type Reply } from '../../contracts/contract-client.ts'
import type { Application, Kit } from './sveltekit.harness.ts'
import { sessions } from './sveltekit.ts'

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
  readonly url: string
}

type Parts = Partial<Application> & {
  /** Before the sessions, and behind them. */
  readonly first?: Handle
  readonly second?: Handle
}

/** Starts an application whose `/read` says what is in the session. Its errors are answered with their text. */
export async function run(parts: (kit: Kit) => Parts): Promise<Running> {
  const backend = new MemoryBackend()
  const through: Handle = ({ event, resolve }) => resolve(event)
  const server = await listen((kit) => {
    const { first = through, second = through, answer, ...rest } = parts(kit)
    return {
      handle: kit.sequence(first, sessions({ backend }), second),
      handleError: ({ error }) => ({ message: String(error) }),
      answer: (event) =>
        event.url.pathname === '/read'
          ? Response.json({ ...event.locals.session })
          : (answer?.(event) ?? new Response('nothing here', { status: 404 })),
      ...rest,
    }
  })
  const caller = new Caller(server.url)
  cleanups.push(
    () => server.stop(),
    () => caller.close(),
  )
  return { caller, backend, url: server.url }
}

/** What a browser asks for where a link leads, and where a form is sent to. */
export const PAGE = { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' }

export const read = async (caller: Caller): Promise<unknown> => JSON.parse((await caller.get('/read')).text)

export const namesOf = ({ setCookie }: Reply): readonly string[] => setCookie.map((line) => line.split('=')[0] ?? '')
