// What the backend on Cloudflare D1 says of itself.
import { z } from 'zod'
import type { BackendMeta } from '../../meta.ts'
import { migrationsFolder, migrationsOf, plainName } from '../../sql-migrations.ts'

/** The object form of `backend` in a config. */
export interface CloudflareD1Input {
  readonly type: 'cloudflare-d1'
  /**
   * The table of the sessions: letters, digits and underscores, up to 48.
   *
   * @default 'sessions'
   * @example 'shop_sessions'
   */
  readonly table?: string | undefined
  /**
   * The folder of the SQL that creates the table, from the project's root: the `migrations_dir` of the database in Wrangler's config.
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

export const cloudflareD1: BackendMeta = {
  name: 'cloudflare-d1',
  label: 'Cloudflare D1',
  side: 'server',
  needs: [],
  runtimes: ['workerd'],
  options,
  spec: (written) => ({
    database: 'D1',
    sweepsByTimer: false,
    sqliteTable: quoted(options.parse(written).table),
  }),
  storage: (written) => quoted(options.parse(written).table),
  driver: () => null,
  client: () => ({ import: "import { env } from 'cloudflare:workers'", setup: 'const client = env.DB' }),
  modules: () => [
    { source: 'backends/cloudflare-d1/cloudflare-d1-backend.ts', name: 'cloudflare-d1-backend' },
    { source: 'backends/sqlite/sqlite-statements.ts', name: 'sqlite-statements' },
    { source: 'runtime/sql-store.ts', name: 'sql-store' },
    { source: 'runtime/sql-record.ts', name: 'sql-record' },
    { source: 'runtime/sql-answer.ts', name: 'sql-answer' },
    { source: 'runtime/base64url.ts', name: 'base64url' },
  ],
  migrations: (written, hasUsers = false) => {
    const { table, migrations } = options.parse(written)
    const migrated = {
      source: 'backends/sqlite',
      folder: migrations,
      named: table,
      table: quoted(table),
      indexOn: (column: string) => quoted(`${table}_${column}`),
      view: { isFile: false },
      language: 'sql',
    } as const
    return { files: migrationsOf(migrated, hasUsers), run: 'npx wrangler d1 migrations apply DB --remote' }
  },
  entry: 'cloudflare-d1-backend',
  exports: () => [{ module: 'cloudflare-d1-backend', values: ['CloudflareD1Backend'], types: ['D1Binding'] }],
  notes: 'backends/cloudflare-d1/notes.md.hbs',
  guarantees: { isAtomic: true, findsUsers: true, expiry: 'backend', deletesAll: true },
  testedOn: { store: 'workerd, by miniflare 4', insteadOf: 'Cloudflare' },
  limits: () => [
    'D1 is reached from Cloudflare Workers alone.',
    'Its tests run on workerd and miniflare, in place of Cloudflare: one machine, without replicas.',
  ],
}

function quoted(name: string): string {
  return `"${name}"`
}
