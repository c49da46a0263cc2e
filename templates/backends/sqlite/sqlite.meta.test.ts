import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { migration } from './sqlite-files.harness.ts'
import { sqlite } from './sqlite.meta.ts'

describe('sqlite', () => {
  it('has a default for every option', () => {
    expect(sqlite.options.parse({})).toEqual({
      client: 'node:sqlite',
      table: 'sessions',
      tableLanguage: 'sql',
      migrations: 'migrations',
    })
  })

  it.each([
    ['node:sqlite', 'node-sqlite', undefined],
    ['better-sqlite3', 'better-sqlite3', 'better-sqlite3'],
    ['bun:sqlite', 'bun-sqlite', undefined],
    ['libsql', 'libsql', '@libsql/client'],
    ['kysely', 'kysely', 'kysely'],
  ])('takes the modules and the driver of %s', (client, module, driver) => {
    const modules = sqlite.modules({ client })
    expect(modules.map(({ source }) => source)).toContain(`backends/sqlite/${module}-backend.ts`)
    expect(modules.map(({ name }) => name)).toContain(sqlite.entry)
    expect(modules.filter(({ source }) => !existsSync(new URL(`../../${source}`, import.meta.url)))).toEqual([])
    expect(sqlite.driver({ client })?.name).toBe(driver)
  })

  it.each([
    ['node:sqlite', 'Node 22.13'],
    ['better-sqlite3', 'Node 22'],
    ['bun:sqlite', 'Bun alone'],
    ['libsql', 'Cloudflare Workers'],
    ['kysely', 'Node 22'],
  ])('says where %s runs', (client, where) => {
    expect(sqlite.limits({ client }).join(' ')).toContain(where)
  })

  it('bad input 98 quotes the table, a reserved word too, in the code and in the migrations', () => {
    expect(sqlite.spec({ table: 'order' })).toMatchObject({ sqliteTable: '"order"' })
    const sql = migration({ table: 'order' }, true)
    expect(sql).toContain('CREATE TABLE "order" (')
    expect(sql).toContain('CREATE INDEX "order_expires_at" ON "order" (expires_at)')
    expect(sql).toContain('CREATE INDEX "order_user_id" ON "order" (user_id)')
  })

  it('sets the journal of a file, and leaves that of a server of libSQL', () => {
    expect(migration()).toContain('PRAGMA journal_mode = WAL;')
    expect(migration({ client: 'libsql' })).not.toContain('PRAGMA')
  })

  it('S-C3 keeps the records of two tables apart, though one name begins with the other', () => {
    const [one, other] = ['sessions', 'sessions_of_shop'].map((table) => sqlite.storage?.({ table }) ?? '')
    expect(other?.startsWith(String(one))).toBe(false)
  })

  it.each(['', 'a"b', 'a.b', 'a b', "a'b", '1a', 'é', 'a\0', 'a;--', 'a\n', 'x'.repeat(49)])(
    'bad input 98 refuses the table %j',
    (table) => {
      expect(sqlite.options.safeParse({ table }).success).toBe(false)
    },
  )

  it.each(['', '/etc', '..', 'a/../..', 'a//b', '.sessions', 'a\\b', 'a b', 'C:/x', '$(id)', 'a\n'])(
    'requirement 97 refuses the folder %j',
    (migrations) => {
      expect(sqlite.options.safeParse({ migrations }).success).toBe(false)
    },
  )

  it('names the migrations in their order, and the command that runs them', () => {
    const { files, run } = sqlite.migrations?.({ migrations: './db/sql/', table: 'shop' }, true) ?? {
      files: [],
      run: '',
    }
    const paths = ['db/sql/0001_create_shop.sql', 'db/sql/0002_add_user_id_to_shop.sql']
    expect(files.map(({ path }) => path)).toEqual(paths)
    expect(run).toBe(`cat ${paths.join(' ')} | sqlite3 -bail "\${SQLITE_FILE:-sessions.db}"`)
  })

  it('has a table for Drizzle in place of migrations, unless Kysely asks', () => {
    const written = { tableLanguage: 'drizzle' }
    expect(sqlite.migrations?.(written, true)).toEqual({
      files: [],
      run: 'npx drizzle-kit generate && npx drizzle-kit migrate',
    })
    expect(sqlite.tableModule?.(written, true)?.source).toBe('backends/sqlite/sessions-table.ts.hbs')
    expect(sqlite.tableModule?.({}, true)).toBeNull()
    expect(sqlite.tableModule?.({ ...written, client: 'kysely' }, true)).toBeNull()
    expect(sqlite.migrations?.({ ...written, client: 'kysely' }).files).toHaveLength(1)
  })

  it('names modules for the Migrator of Kysely, and the command of kysely-ctl', () => {
    const { files, run } = sqlite.migrations?.({ client: 'kysely', table: 'shop' }, true) ?? { files: [], run: '' }
    expect(files.map(({ path }) => path)).toEqual([
      'migrations/0001_create_shop',
      'migrations/0002_add_user_id_to_shop',
    ])
    expect(run).toBe('npx kysely migrate:latest')
  })

  it.each([{ client: 'sqlite3' }, { table: 7 }, { schema: 'x' }])('S-C1 refuses %j', (options) => {
    expect(sqlite.options.safeParse(options).success).toBe(false)
  })
})
