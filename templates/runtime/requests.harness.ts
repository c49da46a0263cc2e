// The modules as they are for some choices, over memory, and requests to them: for tests of what becomes of a record.
import { vi } from 'vitest'
import type { MemoryBackend } from '../backends/memory/memory-backend.ts'
import { observe, type Observation } from '../contracts/observed-backend.ts'
import type { ServerSideBackend } from './server-side-backend.ts'
import type { SessionRecord } from './session-record.ts'
import type { Spec } from './spec.ts'

export const NOW = 1_800_000_000_000
export const DAY: number = 24 * 60 * 60 * 1000

export interface Choice {
  readonly backend: MemoryBackend
  readonly clock: { now: number }
  readonly begin: typeof import('../contracts/backend-requests.ts').begin
  readonly request: typeof import('../contracts/backend-requests.ts').request
  readonly read: typeof import('../contracts/backend-requests.ts').read
  /** A new session of Ada's; returns the value of its cookie. */
  login(): Promise<string>
  /** What the store holds under a cookie's value. */
  stored(cookie: string): Promise<SessionRecord | null>
  /** Calls `listener` with what happens to sessions. Returns the end of it. */
  onEvent: typeof import('./session-events.ts').onSessionEvent
  /** From now on the store cannot answer. */
  down(): Observation
  /** The methods that have to be there and no others, over the same store. */
  plain(): ServerSideBackend
}

/** Loads the modules anew with these choices. Errors of theirs are told by name: each choice has classes of its own. */
export async function choose(choices: Partial<Spec> = {}): Promise<Choice> {
  vi.resetModules()
  const { spec } = await import('./spec.ts')
  Object.assign(spec, choices)
  const [{ begin, read, request }, { MemoryBackend }, { PlainBackend }, { storageKeyOf }] = await Promise.all([
    import('../contracts/backend-requests.ts'),
    import('../backends/memory/memory-backend.ts'),
    import('../contracts/plain-backend.ts'),
    import('./session-id-node.ts'),
  ])
  const [{ onSessionEvent }, { SessionStoreError }] = await Promise.all([
    import('./session-events.ts'),
    import('./session-errors.ts'),
  ])
  const clock = { now: NOW }
  const backend = new MemoryBackend(() => clock.now)
  return {
    backend,
    clock,
    begin,
    request,
    read,
    login: async () =>
      String((await request(backend, null, (session) => Object.assign(session, { user: 'ada' }))).cookie),
    stored: (cookie) => backend.get(storageKeyOf(cookie)),
    onEvent: onSessionEvent,
    down: () => {
      const store = observe(backend)
      store.fail('get', new SessionStoreError('The store is down'))
      return store
    },
    plain: () => new PlainBackend(backend),
  }
}
