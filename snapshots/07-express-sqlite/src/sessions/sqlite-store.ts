// Sessions in SQLite, whichever driver asks.
import type { SessionRecord } from './session-record'
import { type Row, type Value, valuesOf } from './sql-record'
import { SqlStore } from './sql-store'
import { CREATE, STATEMENTS } from './sqlite-statements'

/** A statement that found the file locked is tried again after this time. */
const RETRY_AFTER_MILLISECONDS = 5

export abstract class SqliteStore extends SqlStore {
  constructor(now?: () => number) {
    super(STATEMENTS, now)
  }

  /** Runs a statement that finds rows: each as its values, in the order of the columns. */
  protected abstract rowsOf(
    text: string,
    values: readonly Value[],
    abandoned: AbortSignal,
  ): readonly Row[] | Promise<readonly Row[]>

  /** Runs a statement that writes, and says how many rows it inserted, changed or deleted. */
  protected abstract changesOf(text: string, values: readonly Value[], abandoned: AbortSignal): number | Promise<number>

  /** Whether an error says that another connection has the file locked: SQLITE_BUSY. */
  protected abstract isBusy(error: unknown): boolean

  override async create(storageKey: string, record: SessionRecord): Promise<boolean> {
    this.startSweeping()
    return (await this.change(CREATE, [...valuesOf(storageKey, record), this.now()])) === 1
  }

  protected override read(text: string, values: readonly Value[], abandoned: AbortSignal): Promise<readonly Row[]> {
    return this.#onceFree(() => this.rowsOf(text, values, abandoned), abandoned)
  }

  protected override write(text: string, values: readonly Value[], abandoned: AbortSignal): Promise<number> {
    return this.#onceFree(() => this.changesOf(text, values, abandoned), abandoned)
  }

  /** Waits for a lock here, and not in SQLite, which would hold up everything else that this process does. */
  async #onceFree<T>(work: () => T | Promise<T>, abandoned: AbortSignal): Promise<T> {
    for (;;) {
      try {
        return await work()
      } catch (error) {
        if (!this.isBusy(error) || abandoned.aborted) {
          throw error
        }
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MILLISECONDS))
    }
  }
}
