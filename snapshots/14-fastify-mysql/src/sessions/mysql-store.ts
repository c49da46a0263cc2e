// Sessions in MySQL or MariaDB, whichever client asks.
import type { SessionRecord } from './session-record'
import { type Row, type Value, valuesOf } from './sql-record'
import { SqlStore } from './sql-store'
import { isDuplicate, isRolledBack } from './mysql-errors'
import { INSERT, REPLACE_EXPIRED, STATEMENTS } from './mysql-statements'

/** A statement that was rolled back is tried so often. */
const MOST_ATTEMPTS = 10

export abstract class MysqlStore extends SqlStore {
  constructor(now?: () => number) {
    super(STATEMENTS, now)
  }

  /** Runs a statement that finds rows: each as its values, in the order of the columns. */
  protected abstract rowsOf(text: string, values: readonly Value[], abandoned: AbortSignal): Promise<readonly Row[]>

  /** Runs a statement that writes, and says how many rows it inserted, found or deleted. */
  protected abstract changesOf(text: string, values: readonly Value[], abandoned: AbortSignal): Promise<number>

  override async create(storageKey: string, record: SessionRecord): Promise<boolean> {
    this.startSweeping()
    const values = valuesOf(storageKey, record)
    // Of a row that ON DUPLICATE KEY UPDATE leaves as it is one hears the same as of a new one. A key is taken by nothing but
    // a record that has expired, and by that hardly ever: two statements do no harm.
    return (
      (await this.change(INSERT, values)) === 1 || (await this.change(REPLACE_EXPIRED, [...values, this.now()])) === 1
    )
  }

  protected override read(text: string, values: readonly Value[], abandoned: AbortSignal): Promise<readonly Row[]> {
    return untilDone(() => this.rowsOf(text, values, abandoned))
  }

  protected override async write(text: string, values: readonly Value[], abandoned: AbortSignal): Promise<number> {
    try {
      return await untilDone(() => this.changesOf(text, values, abandoned))
    } catch (error) {
      if (isDuplicate(error)) {
        return 0
      }
      throw error
    }
  }
}

/** What met a deadlock was rolled back as a whole, and is tried again. */
async function untilDone<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !isRolledBack(error)) {
        throw error
      }
    }
  }
}
