// What the PostgreSQL backend says of itself.
import { z } from 'zod'
import type { AuthoredModule, BackendMeta } from '../../meta.ts'
import {
  migrationsFolder,
  migrationsOf,
  plainName,
  RUN_BY_DRIZZLE,
  RUN_BY_KYSELY,
  tableLanguage,
} from '../../sql-migrations.ts'

/** The object form of `backend` in a config. */
export interface PostgresInput {
  readonly type: 'postgres'
  /**
   * What asks the database: the package `pg`, `postgres` (postgres.js), or the application's own `Kysely`.
   *
   * @default 'pg'
   * @example 'postgres-js'
   */
  readonly client?: 'pg' | 'postgres-js' | 'kysely' | undefined
  /**
   * The table of the sessions: letters, digits and underscores, up to 48.
   *
   * @default 'sessions'
   * @example 'shop_sessions'
   */
  readonly table?: string | undefined
  /**
   * The schema of the table: letters, digits and underscores, up to 48.
   *
   * @default 'public'
   * @example 'shop'
   */
  readonly schema?: string | undefined
  /**
   * In whose language the table is written: SQL, or a module of Drizzle's schema, from which drizzle-kit makes the migrations.
   * With the client `kysely` it is a migration for Kysely in any case.
   *
   * @default 'sql'
   * @example 'drizzle'
   */
  readonly tableLanguage?: 'sql' | 'drizzle' | undefined
  /**
   * The folder of what creates the table, from the project's root: SQL, or modules for Kysely.
   *
   * @default 'migrations'
   * @example 'db/migrations'
   */
  readonly migrations?: string | undefined
}

const CLIENT_NAMES = ['pg', 'postgres-js', 'kysely'] as const

const options = z.strictObject({
  client: z.enum(CLIENT_NAMES, "'pg', 'postgres-js' or 'kysely'").default('pg'),
  table: plainName.default('sessions'),
  schema: plainName.default('public'),
  tableLanguage,
  migrations: migrationsFolder.default('migrations'),
})

const DRIVERS = {
  pg: { name: 'pg', range: '^8.23.1' },
  'postgres-js': { name: 'postgres', range: '^3.4.9' },
  kysely: { name: 'kysely', range: '^0.29.9', above: ['pg', 'postgres'] },
} as const

const CLIENTS = {
  pg: {
    import: "import { Pool } from 'pg'",
    setup: `const client = new Pool({ connectionString: process.env['POSTGRES_URL'] })
client.on('error', (error) => console.error(error))`,
  },
  'postgres-js': {
    import: "import postgres from 'postgres'",
    setup: "const client = postgres(process.env['POSTGRES_URL'] ?? '', { fetch_types: false })",
  },
  kysely: {
    import: `import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'`,
    setup: `const pool = new Pool({ connectionString: process.env['POSTGRES_URL'] })
pool.on('error', (error) => console.error(error))
pool.on('connect', (connection) => connection.on('error', (error) => console.error(error)))
const client = new Kysely({ dialect: new PostgresDialect({ pool }) })`,
  },
} as const

export const postgres: BackendMeta = {
  name: 'postgres',
  label: 'PostgreSQL',
  side: 'server',
  needs: [],
  options,
  spec: (written) => ({ database: 'PostgreSQL', sweepsByTimer: true, postgresTable: tableOf(written) }),
  storage: tableOf,
  clients: CLIENT_NAMES,
  driver: (written) => DRIVERS[options.parse(written).client],
  client: (written) => CLIENTS[options.parse(written).client],
  modules: (written): readonly AuthoredModule[] => [
    { source: `backends/postgres/${options.parse(written).client}-backend.ts`, name: 'postgres-backend' },
    ...(isKysely(written) ? [{ source: 'runtime/kysely-connection.ts', name: 'kysely-connection' }] : []),
    { source: 'backends/postgres/postgres-store.ts', name: 'postgres-store' },
    { source: 'backends/postgres/postgres-statements.ts', name: 'postgres-statements' },
    { source: 'backends/postgres/postgres-user-statements.ts', name: 'postgres-user-statements' },
    { source: 'runtime/sql-store.ts', name: 'sql-store' },
    { source: 'runtime/sql-record.ts', name: 'sql-record' },
    { source: 'runtime/sql-answer.ts', name: 'sql-answer' },
    { source: 'runtime/base64url.ts', name: 'base64url' },
  ],
  migrations: (written, hasUsers = false) => {
    const { schema, table, migrations } = options.parse(written)
    // Tables of one name in two schemas are two migrations: neither name holds a dot.
    const named = schema === 'public' ? table : `${schema}.${table}`
    const common = { source: 'backends/postgres', folder: migrations, named }
    const indexOn = (column: string): string => `${table}_${column}`
    if (isKysely(written)) {
      const migrated = { ...common, language: 'kysely', table: `${schema}.${table}`, indexOn } as const
      return { files: migrationsOf(migrated, hasUsers), run: RUN_BY_KYSELY }
    }
    if (isDrizzle(written)) {
      return { files: [], run: RUN_BY_DRIZZLE }
    }
    const files = migrationsOf(
      { ...common, language: 'sql', table: tableOf(written), indexOn: (column) => `"${indexOn(column)}"` },
      hasUsers,
    )
    const inOrder = files.map(({ path }) => `-f ${path}`).join(' ')
    return { files, run: `psql "$POSTGRES_URL" --single-transaction -v ON_ERROR_STOP=1 ${inOrder}` }
  },
  tableModule: (written, hasUsers) => {
    const { schema, table } = options.parse(written)
    const maker = schema === 'public' ? 'pgTable' : 'pgSchema'
    const call = schema === 'public' ? maker : `${maker}('${schema}').table`
    return isDrizzle(written)
      ? { source: 'backends/postgres/sessions-table.ts.hbs', view: { table, maker, call, hasUsers } }
      : null
  },
  entry: 'postgres-backend',
  exports: () => [{ module: 'postgres-backend', values: ['PostgresBackend'], types: [] }],
  notes: 'backends/postgres/notes.md.hbs',
  noted: (written) => ({ isKysely: isKysely(written), isDrizzle: isDrizzle(written) }),
  guarantees: { isAtomic: true, findsUsers: true, expiry: 'backend', deletesAll: true },
  testedOn: { store: 'PostgreSQL 15' },
  limits: () => [
    'After a failover to a replica that was behind, PostgreSQL may have lost its last writes, a logout among them.',
  ],
}

/** Who asks through Kysely has the table there. */
function isDrizzle(written: Record<string, unknown>): boolean {
  return options.parse(written).tableLanguage === 'drizzle' && !isKysely(written)
}

function isKysely(written: Record<string, unknown>): boolean {
  return options.parse(written).client === 'kysely'
}

/** Always with its schema, and quoted: neither a search path nor a reserved word leads elsewhere. */
function tableOf(written: Record<string, unknown>): string {
  const { schema, table } = options.parse(written)
  return `"${schema}"."${table}"`
}
