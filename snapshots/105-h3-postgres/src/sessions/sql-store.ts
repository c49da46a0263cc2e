// Sessions in a table: one row a record, whichever database and driver.
import { ServerSideBackend } from './server-side-backend.js'
import { isLive, type SessionRecord } from './session-record.js'
import { inTime } from './sql-answer.js'
import { keyOf, recordOf, type Row, type Value, valuesOf } from './sql-record.js'

/** So many rows are deleted in one statement. */
const BATCH_SIZE = 1_000

const SWEEP_EVERY_SECONDS = 60

/** What the database is asked. Each operation is one statement, which is atomic by itself; times are the reader's clock. */
export interface SqlStatements {
  /** Takes the storage key; finds the columns of the record, in their order. */
  readonly get: string
  /** Inserts or replaces: takes the columns and the storage key. */
  readonly set: string
  /** Takes the columns, the storage key, the version that was read, and the time. */
  readonly update: string
  /** Takes when it was renewed, the deadline, the storage key, and the time. */
  readonly touch: string
  readonly delete: string
  /** Takes the storage key, and the data that was read. */
  readonly drop: string
  /** Takes how many rows at most. */
  readonly deleteAll: string
  /** Takes the time, and how many rows at most. */
  readonly deleteExpired: string
  /** The same, as the timer asks it in each process. */
  readonly sweep: string
}

export abstract class SqlStore extends ServerSideBackend {
  readonly #statements: SqlStatements
  #sweeper: ReturnType<typeof setInterval> | null = null

  constructor(statements: SqlStatements, now?: () => number) {
    super(now)
    this.#statements = statements
  }

  /**
   * Runs one statement, and finds its rows: each as its values, in the order of the columns.
   *
   * @param abandoned Nobody waits for the answer any more: what was not sent must not be, and a connection that hangs must not
   *   be used again.
   */
  protected abstract read(text: string, values: readonly Value[], abandoned: AbortSignal): Promise<readonly Row[]>

  /**
   * Runs one statement that writes.
   *
   * @returns How many rows it inserted, changed or deleted.
   */
  protected abstract write(text: string, values: readonly Value[], abandoned: AbortSignal): Promise<number>

  /** In the place of a record that has expired by the reader's clock, too. */
  abstract override create(storageKey: string, record: SessionRecord): Promise<boolean>

  override async get(storageKey: string): Promise<SessionRecord | null> {
    const [row] = await this.find(this.#statements.get, [keyOf(storageKey)])
    if (row === undefined) {
      return null
    }
    const found = recordOf(row)
    if (found === 'corrupt') {
      const [data] = row
      await this.change(this.#statements.drop, [
        keyOf(storageKey),
        data instanceof Uint8Array ? data : new Uint8Array(),
      ])
      return null
    }
    return isLive(found, this.now()) ? found : null
  }

  override async set(storageKey: string, record: SessionRecord): Promise<void> {
    this.startSweeping()
    await this.change(this.#statements.set, valuesOf(storageKey, record))
  }

  override async update(storageKey: string, record: SessionRecord, version: number): Promise<boolean> {
    const values = [...valuesOf(storageKey, record), version, this.now()]
    return (await this.change(this.#statements.update, values)) === 1
  }

  override async touch(storageKey: string, renewedAt: number, expiresAt: number): Promise<boolean> {
    const values = [renewedAt, expiresAt, keyOf(storageKey), this.now()]
    return (await this.change(this.#statements.touch, values)) === 1
  }

  override async delete(storageKey: string): Promise<void> {
    await this.change(this.#statements.delete, [keyOf(storageKey)])
  }

  override async deleteAll(): Promise<void> {
    while ((await this.change(this.#statements.deleteAll, [BATCH_SIZE])) > 0) {
      // The next batch.
    }
  }

  /**
   * Deletes records that are past their deadline.
   *
   * @param limit At most so many.
   * @returns How many were deleted.
   * @throws {SessionStoreError} if the database cannot answer.
   */
  deleteExpired(limit: number): Promise<number> {
    return this.#deleteExpired(this.#statements.deleteExpired, limit)
  }

  /**
   * Has a timer delete, each minute, what has expired. The first session that is kept starts it. It does not keep the process
   * running.
   */
  startSweeping(): void {
    // What a sweep cannot do now, the next one does: requests hear of a database that fails.
    const sweep = (): void => void this.#deleteExpired(this.#statements.sweep, Infinity).catch(() => 0)
    this.#sweeper ??= unreferenced(setInterval(sweep, SWEEP_EVERY_SECONDS * 1000))
  }

  /** Ends the timer, until the next session is kept. Call it before you end the client. */
  stopSweeping(): void {
    if (this.#sweeper !== null) {
      clearInterval(this.#sweeper)
      this.#sweeper = null
    }
  }

  /** @throws {SessionStoreError} if the database fails, or takes too long. */
  protected find(text: string, values: readonly Value[]): Promise<readonly Row[]> {
    return inTime((abandoned) => this.read(text, values, abandoned))
  }

  /** @throws {SessionStoreError} if the database fails, or takes too long: it may still do what it was sent. */
  protected change(text: string, values: readonly Value[]): Promise<number> {
    return inTime((abandoned) => this.write(text, values, abandoned))
  }

  async #deleteExpired(statement: string, limit: number): Promise<number> {
    let deleted = 0
    while (deleted < limit) {
      const batch = Math.min(limit - deleted, BATCH_SIZE)
      const count = await this.change(statement, [this.now(), batch])
      deleted += count
      if (count < batch) {
        break
      }
    }
    return deleted
  }
}

function unreferenced(timer: ReturnType<typeof setInterval>): ReturnType<typeof setInterval> {
  // Some platforms know a timer by its number alone.
  const other = timer as unknown as { unref?: () => void }
  other.unref?.()
  return timer
}
