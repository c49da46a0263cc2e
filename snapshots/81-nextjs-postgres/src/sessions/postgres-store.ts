// Sessions in PostgreSQL, whichever driver asks.
import type { SessionRecord } from './session-record.js'
import { valuesOf } from './sql-record.js'
import { SqlStore } from './sql-store.js'
import { CREATE, STATEMENTS } from './postgres-statements.js'

export abstract class PostgresStore extends SqlStore {
  constructor(now?: () => number) {
    super(STATEMENTS, now)
  }

  override async create(storageKey: string, record: SessionRecord): Promise<boolean> {
    this.startSweeping()
    return (await this.change(CREATE, [...valuesOf(storageKey, record), this.now()])) === 1
  }
}
