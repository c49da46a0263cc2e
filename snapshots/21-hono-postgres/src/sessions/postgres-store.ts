// Sessions in PostgreSQL, whichever driver asks.
import type { SessionRecord } from './session-record'
import { valuesOf } from './sql-record'
import { SqlStore } from './sql-store'
import { CREATE, STATEMENTS } from './postgres-statements'

export abstract class PostgresStore extends SqlStore {
  constructor(now?: () => number) {
    super(STATEMENTS, now)
  }

  override async create(storageKey: string, record: SessionRecord): Promise<boolean> {
    this.startSweeping()
    return (await this.change(CREATE, [...valuesOf(storageKey, record), this.now()])) === 1
  }
}
