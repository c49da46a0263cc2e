// Sessions in PostgreSQL, whichever driver asks.
import type { SessionRecord } from '../../runtime/session-record.ts'
import { valuesOf } from '../../runtime/sql-record.ts'
import { SqlStore } from '../../runtime/sql-store.ts'
import { CREATE, STATEMENTS } from './postgres-statements.ts'

export abstract class PostgresStore extends SqlStore {
  constructor(now?: () => number) {
    super(STATEMENTS, now)
  }

  override async create(storageKey: string, record: SessionRecord): Promise<boolean> {
    this.startSweeping()
    return (await this.change(CREATE, [...valuesOf(storageKey, record), this.now()])) === 1
  }
}
