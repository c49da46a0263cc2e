// The choices of the MySQL backend.
import { spec as core, type Spec } from '../../runtime/spec.ts'

export interface MysqlSpec extends Spec {
  /** The table, quoted. */
  readonly mysqlTable: string
}

export const spec: MysqlSpec = {
  ...core,
  mysqlTable: '`sessions`',
}
