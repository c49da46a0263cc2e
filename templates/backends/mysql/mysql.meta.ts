// What the MySQL backend says of itself.
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
export interface MysqlInput {
  readonly type: 'mysql'
  /**
   * What asks the database: the package `mysql2`, or the application's own `Kysely`.
   *
   * @default 'mysql2'
   * @example 'kysely'
   */
  readonly client?: 'mysql2' | 'kysely' | undefined
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

const CLIENT_NAMES = ['mysql2', 'kysely'] as const

const options = z.strictObject({
  client: z.enum(CLIENT_NAMES, "'mysql2' or 'kysely'").default('mysql2'),
  table: plainName.default('sessions'),
  tableLanguage,
  migrations: migrationsFolder.default('migrations'),
})

const CLIENTS = {
  mysql2: {
    module: 'mysql',
    driver: { name: 'mysql2', range: '^3.24.6' },
    import: "import { createPool } from 'mysql2/promise'",
    setup: "const client = createPool(process.env['MYSQL_URL'] ?? '')",
  },
  kysely: {
    module: 'kysely',
    driver: { name: 'kysely', range: '^0.29.9', above: ['mysql2'] },
    import: `import { Kysely, MysqlDialect } from 'kysely'
import { createPool } from 'mysql2'`,
    setup: `const pool = createPool(process.env['MYSQL_URL'] ?? '')
const client = new Kysely({ dialect: new MysqlDialect({ pool }) })`,
  },
} as const

export const mysql: BackendMeta = {
  name: 'mysql',
  label: 'MySQL or MariaDB',
  side: 'server',
  needs: [],
  options,
  spec: (written) => ({ database: 'MySQL', sweepsByTimer: true, mysqlTable: quoted(options.parse(written).table) }),
  storage: (written) => quoted(options.parse(written).table),
  clients: CLIENT_NAMES,
  driver: (written) => clientOf(written).driver,
  client: (written) => clientOf(written),
  modules: (written): readonly AuthoredModule[] => [
    { source: `backends/mysql/${clientOf(written).module}-backend.ts`, name: 'mysql-backend' },
    ...(isKysely(written) ? [{ source: 'runtime/kysely-connection.ts', name: 'kysely-connection' }] : []),
    { source: 'backends/mysql/mysql-store.ts', name: 'mysql-store' },
    { source: 'backends/mysql/mysql-statements.ts', name: 'mysql-statements' },
    { source: 'backends/mysql/mysql-errors.ts', name: 'mysql-errors' },
    { source: 'runtime/sql-store.ts', name: 'sql-store' },
    { source: 'runtime/sql-record.ts', name: 'sql-record' },
    { source: 'runtime/sql-answer.ts', name: 'sql-answer' },
    { source: 'runtime/base64url.ts', name: 'base64url' },
  ],
  migrations: (written, hasUsers = false) => {
    const { table, migrations } = options.parse(written)
    const common = { source: 'backends/mysql', folder: migrations, named: table }
    const indexOn = (column: string): string => `${table}_${column}`
    if (isKysely(written)) {
      return { files: migrationsOf({ ...common, language: 'kysely', table, indexOn }, hasUsers), run: RUN_BY_KYSELY }
    }
    if (isDrizzle(written)) {
      return { files: [], run: RUN_BY_DRIZZLE }
    }
    const files = migrationsOf(
      { ...common, language: 'sql', table: quoted(table), indexOn: (column) => quoted(indexOn(column)) },
      hasUsers,
    )
    return { files, run: `cat ${files.map(({ path }) => path).join(' ')} | mysql "$MYSQL_DATABASE"` }
  },
  tableModule: (written, hasUsers) =>
    isDrizzle(written)
      ? { source: 'backends/mysql/sessions-table.ts.hbs', view: { table: options.parse(written).table, hasUsers } }
      : null,
  entry: 'mysql-backend',
  exports: () => [{ module: 'mysql-backend', values: ['MysqlBackend'], types: [] }],
  notes: 'backends/mysql/notes.md.hbs',
  noted: (written) => ({ isKysely: isKysely(written), isDrizzle: isDrizzle(written) }),
  guarantees: { isAtomic: true, findsUsers: true, expiry: 'backend', deletesAll: true },
  testedOn: { store: 'MariaDB 10.11', insteadOf: 'MySQL' },
  limits: () => [
    'After a failover to a replica that was behind, MySQL may have lost its last writes, a logout among them.',
    'Its tests run on MariaDB 10.11, in place of MySQL: the statements are those that both know.',
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
  return `\`${name}\``
}
