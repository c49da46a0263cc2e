// The choices of the SQLite backend.
import { spec as core, type SqlSpec } from '../../runtime/sql.spec.ts'

export interface SqliteSpec extends SqlSpec {
  /** The table, quoted. */
  readonly sqliteTable: string
}

export const spec: SqliteSpec = {
  ...core,
  sqliteTable: '"sessions"',
}
