// Sessions in PostgreSQL: one row a record, whichever driver asks.
import { ServerSideBackend } from './server-side-backend.js'
import { isLive, type SessionRecord } from './session-record.js'
import { inTime } from './postgres-answer.js'
import { keyOf, recordOf, type Row, type Value, valuesOf } from './postgres-record.js'
import {
  CREATE,
  DELETE,
  DELETE_ALL,
  DELETE_EXPIRED,
  DROP,
  GET,
  SET,
  SWEEP,
  TOUCH,
  UPDATE,
} from './postgres-statements.js'

/** So many rows are deleted in one statement. */
const BATCH_SIZE = 1_000

const SWEEP_EVERY_SECONDS = 60

export abstract class PostgresStore extends ServerSideBackend {
  #sweeper: ReturnType<typeof setInterval> | null = null

  /**
   * Runs one statement on one connection.
   *
   * @param abandoned Nobody waits for the answer any more: what was not sent must not be, and a connection that hangs must not
   *   be used again.
   * @returns The rows, each as its values in the order of the columns.
   */
  protected abstract query(text: string, values: readonly Value[], abandoned: AbortSignal): Promise<readonly Row[]>

  override async get(storageKey: string): Promise<SessionRecord | null> {
    const [row] = await this.#ask(GET, [keyOf(storageKey)])
    if (row === undefined) {
      return null
    }
    const found = recordOf(row)
    if (found === 'corrupt') {
      const [data] = row
      await this.#ask(DROP, [keyOf(storageKey), data instanceof Uint8Array ? data : new Uint8Array()])
      return null
    }
    return isLive(found, this.now()) ? found : null
  }

  override async set(storageKey: string, record: SessionRecord): Promise<void> {
    this.startSweeping()
    await this.#ask(SET, valuesOf(storageKey, record))
  }

  override async create(storageKey: string, record: SessionRecord): Promise<boolean> {
    this.startSweeping()
    return (await this.#ask(CREATE, [...valuesOf(storageKey, record), this.now()])).length === 1
  }

  override async update(storageKey: string, record: SessionRecord, version: number): Promise<boolean> {
    return (await this.#ask(UPDATE, [...valuesOf(storageKey, record), version, this.now()])).length === 1
  }

  override async touch(storageKey: string, renewedAt: number, expiresAt: number): Promise<boolean> {
    return (await this.#ask(TOUCH, [keyOf(storageKey), renewedAt, expiresAt, this.now()])).length === 1
  }

  override async delete(storageKey: string): Promise<void> {
    await this.#ask(DELETE, [keyOf(storageKey)])
  }

  override async deleteAll(): Promise<void> {
    while ((await this.#ask(DELETE_ALL, [BATCH_SIZE])).length > 0) {
      // The next batch.
    }
  }

  /**
   * Deletes records that are past their deadline; a timer does it too.
   *
   * @param limit At most so many.
   * @returns How many were deleted.
   * @throws {SessionStoreError} if PostgreSQL cannot answer.
   */
  deleteExpired(limit: number): Promise<number> {
    return this.#deleteExpired(DELETE_EXPIRED, limit)
  }

  /**
   * Has a timer delete, each minute, what has expired. The first session that is kept starts it. It does not keep the process
   * running, and of several processes one does the work.
   */
  startSweeping(): void {
    // What a sweep cannot do now, the next one does: requests hear of a database that fails.
    const sweep = (): void => void this.#deleteExpired(SWEEP, Infinity).catch(() => 0)
    this.#sweeper ??= unreferenced(setInterval(sweep, SWEEP_EVERY_SECONDS * 1000))
  }

  /** Ends the timer, until the next session is kept. Call it before you end the client. */
  stopSweeping(): void {
    if (this.#sweeper !== null) {
      clearInterval(this.#sweeper)
      this.#sweeper = null
    }
  }

  async #deleteExpired(statement: string, limit: number): Promise<number> {
    let deleted = 0
    while (deleted < limit) {
      const batch = Math.min(limit - deleted, BATCH_SIZE)
      const { length } = await this.#ask(statement, [this.now(), batch])
      deleted += length
      if (length < batch) {
        break
      }
    }
    return deleted
  }

  #ask(text: string, values: readonly Value[]): Promise<readonly Row[]> {
    return inTime((abandoned) => this.query(text, values, abandoned))
  }
}

function unreferenced(timer: ReturnType<typeof setInterval>): ReturnType<typeof setInterval> {
  timer.unref()
  return timer
}
