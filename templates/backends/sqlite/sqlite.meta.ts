// What the SQLite backend says of itself.
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
export interface SqliteInput {
  readonly type: 'sqlite'
  /**
   * What asks the database: what Node, Bun and Deno have themselves, the package `better-sqlite3`, what Bun alone has, the
   * package `@libsql/client`, or the application's own `Kysely`.
   *
   * @default 'node:sqlite'
   * @example 'better-sqlite3'
   */
  readonly client?: 'node:sqlite' | 'better-sqlite3' | 'bun:sqlite' | 'libsql' | 'kysely' | undefined
  /**
   * The table of the sessions: letters, digits and underscores, up to 48.
   *
   * @default 'sessions'
   * @example 'shop_sessions'
   */
  readonly table?: string | undefined
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

const CLIENT_NAMES = ['node:sqlite', 'better-sqlite3', 'bun:sqlite', 'libsql', 'kysely'] as const

const options = z.strictObject({
  client: z
    .enum(CLIENT_NAMES, "'node:sqlite', 'better-sqlite3', 'bun:sqlite', 'libsql' or 'kysely'")
    .default('node:sqlite'),
  table: plainName.default('sessions'),
  tableLanguage,
  migrations: migrationsFolder.default('migrations'),
})

const FILE = "process.env['SQLITE_FILE'] ?? 'sessions.db'"

/** By client: its package, where it has one, how an application makes it, and where it is not to be had. */
const CLIENTS = {
  'node:sqlite': {
    module: 'node-sqlite',
    driver: null,
    import: "import { DatabaseSync } from 'node:sqlite'",
    setup: `const client = new DatabaseSync(${FILE})`,
    limit: 'node:sqlite is there from Node 22.13 on, in Bun and in Deno; not on Cloudflare Workers.',
  },
  'better-sqlite3': {
    module: 'better-sqlite3',
    driver: { name: 'better-sqlite3', range: '^13.2.0' },
    import: "import Database from 'better-sqlite3'",
    setup: `const client = new Database(${FILE}, { timeout: 0 })`,
    limit: 'better-sqlite3 13 needs Node 22 or newer.',
  },
  'bun:sqlite': {
    module: 'bun-sqlite',
    driver: null,
    import: "import { Database } from 'bun:sqlite'",
    setup: `const client = new Database(${FILE})`,
    limit: 'bun:sqlite is there on Bun alone.',
  },
  libsql: {
    module: 'libsql',
    driver: { name: '@libsql/client', range: '^0.18.0' },
    import: "import { createClient } from '@libsql/client'",
    setup: "const client = createClient({ url: process.env['LIBSQL_URL'] ?? 'file:sessions.db' })",
    limit:
      'create-session tests libSQL with files alone. On Cloudflare Workers there are none: the URL has to be that of a server.',
  },
  kysely: {
    module: 'kysely',
    driver: { name: 'kysely', range: '^0.29.9', above: ['better-sqlite3'] },
    import: `import { Kysely, SqliteDialect } from 'kysely'
import Database from 'better-sqlite3'`,
    setup: `const database = new Database(${FILE}, { timeout: 0 })
const client = new Kysely({ dialect: new SqliteDialect({ database }) })`,
    limit:
      'create-session tests Kysely with its own dialect of SQLite, over better-sqlite3 and libsql. Kysely 0.29 needs Node 22 or newer.',
  },
} as const

export const sqlite: BackendMeta = {
  name: 'sqlite',
  label: 'SQLite',
  side: 'server',
  needs: [],
  options,
  spec: (written) => ({
    database: 'SQLite',
    sweepsByTimer: true,
    sqliteTable: quoted(options.parse(written).table),
  }),
  storage: (written) => quoted(options.parse(written).table),
  clients: CLIENT_NAMES,
  driver: (written) => clientOf(written).driver,
  client: (written) => clientOf(written),
  modules: (written): readonly AuthoredModule[] => [
    { source: `backends/sqlite/${clientOf(written).module}-backend.ts`, name: 'sqlite-backend' },
    ...(isKysely(written) ? [{ source: 'runtime/kysely-connection.ts', name: 'kysely-connection' }] : []),
    { source: 'backends/sqlite/sqlite-store.ts', name: 'sqlite-store' },
    { source: 'backends/sqlite/sqlite-statements.ts', name: 'sqlite-statements' },
    { source: 'runtime/sql-store.ts', name: 'sql-store' },
    { source: 'runtime/sql-record.ts', name: 'sql-record' },
    { source: 'runtime/sql-answer.ts', name: 'sql-answer' },
    { source: 'runtime/base64url.ts', name: 'base64url' },
  ],
  migrations: (written, hasUsers = false) => {
    const { client, table, migrations } = options.parse(written)
    const common = { source: 'backends/sqlite', folder: migrations, named: table }
    const indexOn = (column: string): string => `${table}_${column}`
    if (isKysely(written)) {
      return { files: migrationsOf({ ...common, language: 'kysely', table, indexOn }, hasUsers), run: RUN_BY_KYSELY }
    }
    if (isDrizzle(written)) {
      return { files: [], run: RUN_BY_DRIZZLE }
    }
    const files = migrationsOf(
      {
        ...common,
        language: 'sql',
        table: quoted(table),
        indexOn: (column) => quoted(indexOn(column)),
        // A server has a journal of its own.
        view: { isFile: client !== 'libsql' },
      },
      hasUsers,
    )
    return {
      files,
      run: `cat ${files.map(({ path }) => path).join(' ')} | sqlite3 -bail "\${SQLITE_FILE:-sessions.db}"`,
    }
  },
  tableModule: (written, hasUsers) =>
    isDrizzle(written)
      ? { source: 'backends/sqlite/sessions-table.ts.hbs', view: { table: options.parse(written).table, hasUsers } }
      : null,
  entry: 'sqlite-backend',
  exports: () => [{ module: 'sqlite-backend', values: ['SqliteBackend'], types: [] }],
  notes: 'backends/sqlite/notes.md.hbs',
  noted: (written) => ({ isKysely: isKysely(written), isDrizzle: isDrizzle(written) }),
  guarantees: { isAtomic: true, findsUsers: true, expiry: 'backend', deletesAll: true },
  testedOn: { store: 'SQLite 3, as each driver brings it' },
  limits: (written) => [
    clientOf(written).limit,
    'A file of SQLite is for the processes of one machine: those of several cannot share it.',
  ],
}

function clientOf(written: Record<string, unknown>): (typeof CLIENTS)[keyof typeof CLIENTS] {
  return CLIENTS[options.parse(written).client]
}

/** Who asks through Kysely has the table there. */
function isDrizzle(written: Record<string, unknown>): boolean {
  return options.parse(written).tableLanguage === 'drizzle' && !isKysely(written)
}

function isKysely(written: Record<string, unknown>): boolean {
  return options.parse(written).client === 'kysely'
}

function quoted(name: string): string {
  return `"${name}"`
}
