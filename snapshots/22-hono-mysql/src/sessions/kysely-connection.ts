// One statement over a connection of the application's own Kysely.
import { CompiledQuery } from 'kysely'
import type { Row, Value } from './sql-record.js'

/** As much of a `Kysely` as is needed, whatever tables its type knows. */
export interface KyselyClient {
  withoutPlugins(): {
    connection(): { execute<T>(work: (connection: KyselyConnection) => Promise<T>): Promise<T> }
  }
}

interface KyselyConnection {
  executeQuery(query: CompiledQuery): Promise<KyselyAnswer>
}

interface KyselyAnswer {
  readonly rows: readonly unknown[]
  /** Undefined for a statement that finds rows. */
  readonly numAffectedRows?: bigint
}

/**
 * A plugin of the application, such as `CamelCasePlugin`, has no say in what is asked and what is found. What nobody waits for any
 * more is not sent; what was sent is not cancelled, as Kysely would take another connection for that to a database that
 * does not answer.
 *
 * @returns Null if nobody waits for the answer any more.
 */
export function askKysely(
  client: KyselyClient,
  text: string,
  values: readonly Value[],
  abandoned: AbortSignal,
): Promise<KyselyAnswer | null> {
  return client
    .withoutPlugins()
    .connection()
    .execute(async (connection) =>
      abandoned.aborted ? null : connection.executeQuery(CompiledQuery.raw(text, [...values])),
    )
}

/** The values of each row, in the order of the columns: none of them is called by a number. */
export function rowsIn(answer: KyselyAnswer | null): readonly Row[] {
  return (answer?.rows ?? []).map((row) => Object.values(row as object))
}

export function changesIn(answer: KyselyAnswer | null): number {
  return Number(answer?.numAffectedRows ?? 0)
}
