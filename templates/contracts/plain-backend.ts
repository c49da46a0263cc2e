// A backend as a user writes one: the methods that have to be there, and nothing else.
import { ServerSideBackend } from '../runtime/server-side-backend.ts'
import type { SessionRecord } from '../runtime/session-record.ts'

export class PlainBackend extends ServerSideBackend {
  readonly #store: ServerSideBackend

  /** @param store Where it keeps its records. */
  constructor(store: ServerSideBackend) {
    super(store.now)
    this.#store = store
  }

  override get(storageKey: string): Promise<SessionRecord | null> {
    return this.#store.get(storageKey)
  }

  override set(storageKey: string, record: SessionRecord): Promise<void> {
    return this.#store.set(storageKey, record)
  }

  override delete(storageKey: string): Promise<void> {
    return this.#store.delete(storageKey)
  }

  override getForUser(userId: string): Promise<ReadonlyMap<string, SessionRecord>> {
    return this.#store.getForUser(userId)
  }

  override deleteAll(): Promise<void> {
    return this.#store.deleteAll()
  }
}
