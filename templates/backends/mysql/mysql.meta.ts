// What the MySQL backend says of itself.
import { z } from 'zod'
import type { AuthoredModule, BackendMeta } from '../../meta.ts'
import { migrationsFolder, migrationsOf, plainName } from '../../sql-migrations.ts'

/** The object form of `backend` in a config. */
export interface MysqlInput {
  readonly type: 'mysql'
  /**
   * The table of the sessions: letters, digits and underscores, up to 48.
   *
   * @default 'sessions'
   * @example 'shop_sessions'
   */
  readonly table?: string | undefined
  /**
   * The folder of the SQL that creates the table, from the project's root.
   *
   * @default 'migrations'
   * @example 'db/migrations'
   */
  readonly migrations?: string | undefined
}

const options = z.strictObject({
  table: plainName.default('sessions'),
  migrations: migrationsFolder.default('migrations'),
})

export const mysql: BackendMeta = {
  name: 'mysql',
  label: 'MySQL or MariaDB',
  side: 'server',
  needs: [],
  options,
  spec: (written) => ({ database: 'MySQL', sweepsByTimer: true, mysqlTable: quoted(options.parse(written).table) }),
  storage: (written) => quoted(options.parse(written).table),
  driver: () => ({ name: 'mysql2', range: '^3.24.6' }),
  client: () => ({
    import: "import { createPool } from 'mysql2/promise'",
    setup: "const client = createPool(process.env['MYSQL_URL'] ?? '')",
  }),
  modules: (): readonly AuthoredModule[] => [
    { source: 'backends/mysql/mysql-backend.ts', name: 'mysql-backend' },
    { source: 'backends/mysql/mysql-statements.ts', name: 'mysql-statements' },
    { source: 'backends/mysql/mysql-errors.ts', name: 'mysql-errors' },
    { source: 'runtime/sql-store.ts', name: 'sql-store' },
    { source: 'runtime/sql-record.ts', name: 'sql-record' },
    { source: 'runtime/sql-answer.ts', name: 'sql-answer' },
    { source: 'runtime/base64url.ts', name: 'base64url' },
  ],
  migrations: (written, hasUsers = false) => {
    const { table, migrations } = options.parse(written)
    const migrated = {
      source: 'backends/mysql',
      folder: migrations,
      named: table,
      table: quoted(table),
      indexOn: (column: string) => quoted(`${table}_${column}`),
    }
    const files = migrationsOf(migrated, hasUsers)
    return { files, run: `cat ${files.map(({ path }) => path).join(' ')} | mysql "$MYSQL_DATABASE"` }
  },
  entry: 'mysql-backend',
  exports: () => [{ module: 'mysql-backend', values: ['MysqlBackend'], types: [] }],
  notes: 'backends/mysql/notes.md.hbs',
  guarantees: { isAtomic: true, findsUsers: true, expiry: 'backend', deletesAll: true },
  testedOn: { store: 'MariaDB 10.11', insteadOf: 'MySQL' },
  limits: () => [
    'After a failover to a replica that was behind, MySQL may have lost its last writes, a logout among them.',
    'Its tests run on MariaDB 10.11, in place of MySQL: the statements are those that both know.',
  ],
}

function quoted(name: string): string {
  return `\`${name}\``
}
