// The choices of the PostgreSQL backend.
import { spec as core, type Spec } from '../../runtime/spec.ts'

export interface PostgresSpec extends Spec {
  /** The table with its schema, both quoted. */
  readonly postgresTable: string
}

export const spec: PostgresSpec = {
  ...core,
  postgresTable: '"public"."sessions"',
}
