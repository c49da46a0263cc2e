// The choices of the SQLite backend.
import { spec as core, type Spec } from '../../runtime/spec.ts'

export interface SqliteSpec extends Spec {
  /** The table, quoted. */
  readonly sqliteTable: string
}

export const spec: SqliteSpec = {
  ...core,
  sqliteTable: '"sessions"',
}
