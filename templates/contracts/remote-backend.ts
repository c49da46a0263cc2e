// A backend that runs elsewhere, in another runtime, as the contracts take it: each operation is asked there.
import { ServerSideBackend } from '../runtime/server-side-backend.ts'
import { SessionStoreError } from '../runtime/session-errors.ts'
import type { SessionRecord } from '../runtime/session-record.ts'

/** An operation, the time that it is, and its arguments. */
export type Call = readonly [operation: string, now: number, args: readonly unknown[]]

/** What came of a call: a value, or the message of a SessionStoreError. */
export type Outcome = { readonly value: unknown } | { readonly failed: string }

export type Ask = (...call: Call) => Promise<unknown>

/** Where the backend is: what its operation does. */
export async function operate(
  backend: ServerSideBackend,
  operation: string,
  args: readonly unknown[],
): Promise<unknown> {
  const method = Reflect.get(backend, operation) as (...args: readonly unknown[]) => Promise<unknown>
  // JSON has no Infinity.
  return method.apply(
    backend,
    args.map((value) => value ?? Infinity),
  )
}

/** Where the backend is: what goes back. */
export async function outcomeOf(work: Promise<unknown>): Promise<Outcome> {
  try {
    const value = await work
    return { value: value instanceof Map ? [...value] : value }
  } catch (error) {
    if (error instanceof Error && error.name === 'SessionStoreError') {
      return { failed: [error.message, error.cause].map(String).join(': ') }
    }
    throw error
  }
}

/** Where the test is: what came back. */
export function valueOf(outcome: Outcome): unknown {
  if ('failed' in outcome) {
    throw new SessionStoreError(outcome.failed)
  }
  return outcome.value
}

export class RemoteBackend extends ServerSideBackend {
  readonly #ask: Ask

  constructor(ask: Ask, now?: () => number) {
    super(now)
    this.#ask = ask
  }

  override get(key: string): Promise<SessionRecord | null> {
    return this.call('get', key)
  }

  override set(key: string, record: SessionRecord): Promise<void> {
    return this.call('set', key, record)
  }

  override delete(key: string): Promise<void> {
    return this.call('delete', key)
  }

  override deleteAll(): Promise<void> {
    return this.call('deleteAll')
  }

  override create(key: string, record: SessionRecord): Promise<boolean> {
    return this.call('create', key, record)
  }

  override update(key: string, record: SessionRecord, version: number): Promise<boolean> {
    return this.call('update', key, record, version)
  }

  override touch(key: string, renewedAt: number, expiresAt: number): Promise<boolean> {
    return this.call('touch', key, renewedAt, expiresAt)
  }

  override async getForUser(userId: string): Promise<ReadonlyMap<string, SessionRecord>> {
    return new Map(await this.call<[string, SessionRecord][]>('getForUser', userId))
  }

  protected async call<T>(operation: string, ...args: readonly unknown[]): Promise<T> {
    return (await this.#ask(operation, this.now(), args)) as T
  }
}

/** One whose store does not remove by itself what has expired. */
export class RemoteSweepingBackend extends RemoteBackend {
  deleteExpired(limit: number): Promise<number> {
    return this.call('deleteExpired', limit)
  }
}
