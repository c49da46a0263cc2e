// Sessions in Cloudflare D1, through the binding of a Worker.
import type { SessionRecord } from './session-record.js'
import { inTime } from './sql-answer.js'
import { type Row, type Value, valuesOf } from './sql-record.js'
import { SqlStore } from './sql-store.js'
import { CREATE, STATEMENTS } from './sqlite-statements.js'

/** Each session that begins takes so many with it that have expired: the table stays about as large as what lives in it. */
const DELETED_WITH_EACH = 10

/** What is used of a binding of D1: `D1Database`, whether Wrangler has written its type or @cloudflare/workers-types has it. */
export interface D1Binding {
  prepare(text: string): D1Statement
  batch(statements: D1Statement[]): Promise<readonly D1Outcome[]>
  /** What it returns lacks it, and is not taken for a binding: it may ask a replica, where a session that ended still lives. */
  withSession(constraint?: string): unknown
}

interface D1Statement {
  bind(...values: unknown[]): D1Statement
  raw(): Promise<unknown[][]>
  run(): Promise<D1Outcome>
}

interface D1Outcome {
  readonly meta: { readonly changes: number }
}

export interface BackendOptions {
  /** The binding of the database: `env.DB`. */
  readonly client?: D1Binding
  /** A clock in milliseconds since the epoch, instead of the machine's. */
  readonly now?: () => number
}

export function createBackend(options: BackendOptions): CloudflareD1Backend {
  if (options.client === undefined) {
    throw new TypeError('Sessions in D1 need its binding: sessions({ client: env.DB })')
  }
  return new CloudflareD1Backend(options.client, options.now)
}

/**
 * The binding is there before the first request is:
 *
 *     import { env } from 'cloudflare:workers'
 *
 *     const client = env.DB
 *
 * It is asked as it is, and not through D1's Sessions API: so each statement is run by the primary database, and a session that
 * has ended is found nowhere, with read replication too.
 */
export class CloudflareD1Backend extends SqlStore {
  readonly #client: D1Binding

  constructor(client: D1Binding, now?: () => number) {
    super(STATEMENTS, now)
    this.#client = client
  }

  override async create(storageKey: string, record: SessionRecord): Promise<boolean> {
    const now = this.now()
    // D1 does both in one transaction, and one round trip.
    const [created] = await inTime(() =>
      this.#client.batch([
        this.#bind(CREATE, [...valuesOf(storageKey, record), now]),
        this.#bind(STATEMENTS.deleteExpired, [now, DELETED_WITH_EACH]),
      ]),
    )
    return created?.meta.changes === 1
  }

  protected override async read(text: string, values: readonly Value[]): Promise<readonly Row[]> {
    const rows = await this.#bind(text, values).raw()
    return rows.map((row) => row.map(plain))
  }

  protected override async write(text: string, values: readonly Value[]): Promise<number> {
    const { meta } = await this.#bind(text, values).run()
    return meta.changes
  }

  #bind(text: string, values: readonly Value[]): D1Statement {
    return this.#client.prepare(text).bind(...values)
  }
}

/** D1 takes bytes as such, and gives them back as numbers. */
function plain(value: unknown): unknown {
  return Array.isArray(value) ? Uint8Array.from(value) : value
}
