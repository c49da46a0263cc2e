// The choices of every backend that asks a database in SQL.
import { spec as core, type Spec } from './spec.ts'

export interface SqlSpec extends Spec {
  /** The database as people call it, for errors. */
  readonly database: string
  /** A timer deletes what has expired. */
  readonly sweepsByTimer: boolean
}

export const spec: SqlSpec = {
  ...core,
  database: 'The database',
  sweepsByTimer: true,
}
