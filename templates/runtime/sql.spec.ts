// The choices of every backend that asks a database in SQL.
import { spec as core, type Spec } from './spec.ts'

export interface SqlSpec extends Spec {
  /** The database as people call it, for errors. */
  readonly database: string
}

export const spec: SqlSpec = {
  ...core,
  database: 'The database',
}
