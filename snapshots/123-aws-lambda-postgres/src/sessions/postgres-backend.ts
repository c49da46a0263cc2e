// Sessions in PostgreSQL, through pg.
import type { ClientBase, Pool, QueryArrayResult } from 'pg'
import type { Row, Value } from './sql-record.js'
import { PostgresStore } from './postgres-store.js'

export interface BackendOptions {
  /** Made by `new Pool`; or by `new Client`, and connected. */
  readonly client?: Pool | ClientBase
  /** A clock in milliseconds since the epoch, instead of the machine's. */
  readonly now?: () => number
}

export function createBackend(options: BackendOptions): PostgresBackend {
  if (options.client === undefined) {
    throw new TypeError('Sessions in PostgreSQL need a client of it: sessions({ client })')
  }
  return new PostgresBackend(options.client, options.now)
}

/**
 * Create the client like this:
 *
 *     const client = new Pool({ connectionString: process.env['POSTGRES_URL'] })
 *     client.on('error', (error) => console.error(error))
 *
 * It must lead to the primary: a replica may still have a session that has ended. A `Client` in place of a pool is not
 * connected again once its connection is lost.
 */
export class PostgresBackend extends PostgresStore {
  readonly #client: Pool | ClientBase

  constructor(client: Pool | ClientBase, now?: () => number) {
    super(now)
    this.#client = client
  }

  protected override async read(
    text: string,
    values: readonly Value[],
    abandoned: AbortSignal,
  ): Promise<readonly Row[]> {
    return (await this.#ask(text, values, abandoned))?.rows ?? []
  }

  protected override async write(text: string, values: readonly Value[], abandoned: AbortSignal): Promise<number> {
    return (await this.#ask(text, values, abandoned))?.rowCount ?? 0
  }

  #ask(text: string, values: readonly Value[], abandoned: AbortSignal): Promise<QueryArrayResult | null> {
    const client = this.#client
    return 'totalCount' in client ? askPool(client, text, values, abandoned) : askClient(client, text, values)
  }
}

/** @returns Null if nobody waits for the answer any more. */
async function askPool(
  pool: Pool,
  text: string,
  values: readonly Value[],
  abandoned: AbortSignal,
): Promise<QueryArrayResult | null> {
  const connection = await pool.connect()
  // One that came too late is for the next request.
  if (abandoned.aborted) {
    connection.release()
    return null
  }
  // Of a connection that breaks the statement hears; without a listener the event would end the process.
  connection.on('error', ignore)
  const destroy = (): void => connection.release(true)
  abandoned.addEventListener('abort', destroy)
  try {
    return await askClient(connection, text, values)
  } finally {
    abandoned.removeEventListener('abort', destroy)
    if (!abandoned.aborted) {
      connection.off('error', ignore)
      connection.release()
    }
  }
}

/** Without a name the statement is prepared for this once: a pooler may give the next one another connection. */
function askClient(client: ClientBase, text: string, values: readonly Value[]): Promise<QueryArrayResult> {
  return client.query<unknown[]>({ text, values: [...values], rowMode: 'array' })
}

function ignore(): void {}
