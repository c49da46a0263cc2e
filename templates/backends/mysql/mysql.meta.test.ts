import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { migration } from './mysql.harness.ts'
import { mysql } from './mysql.meta.ts'

describe('mysql', () => {
  it('has a default for every option', () => {
    expect(mysql.options.parse({})).toEqual({
      client: 'mysql2',
      table: 'sessions',
      tableLanguage: 'sql',
      migrations: 'migrations',
    })
  })

  it.each([
    ['mysql2', 'mysql', 'mysql2'],
    ['kysely', 'kysely', 'kysely'],
  ])('takes the modules and the driver of %s', (client, module, driver) => {
    const modules = mysql.modules({ client })
    expect(modules.map(({ source }) => source)).toContain(`backends/mysql/${module}-backend.ts`)
    expect(modules.map(({ name }) => name)).toContain(mysql.entry)
    expect(modules.filter(({ source }) => !existsSync(new URL(`../../${source}`, import.meta.url)))).toEqual([])
    expect(mysql.driver({ client })?.name).toBe(driver)
  })

  it('bad input 98 quotes the table, a reserved word too, in the code and in the migrations', () => {
    expect(mysql.spec({ table: 'order' })).toMatchObject({ mysqlTable: '`order`' })
    const sql = migration({ table: 'order' }, true)
    expect(sql).toContain('CREATE TABLE `order` (')
    expect(sql).toContain('INDEX `order_expires_at` (expires_at)')
    expect(sql).toContain('ALTER TABLE `order`')
    expect(sql).toContain('ADD INDEX `order_user_id` (user_id(255))')
  })

  it('S-C3 keeps the records of two tables apart, though one name begins with the other', () => {
    const [one, other] = ['sessions', 'sessions_of_shop'].map((table) => mysql.storage?.({ table }) ?? '')
    expect(other?.startsWith(String(one))).toBe(false)
  })

  it.each(['', 'a`b', 'a.b', 'a b', "a'b", '1a', 'é', 'a\0', 'a;--', 'a\n', 'x'.repeat(49)])(
    'bad input 98 refuses the table %j',
    (table) => {
      expect(mysql.options.safeParse({ table }).success).toBe(false)
    },
  )

  it.each(['', '/etc', '..', 'a/../..', 'a//b', '.sessions', 'a\\b', 'a b', 'C:/x', '$(id)', 'a\n'])(
    'requirement 97 refuses the folder %j',
    (migrations) => {
      expect(mysql.options.safeParse({ migrations }).success).toBe(false)
    },
  )

  it('names the migrations in their order, and the command that runs them', () => {
    const { files, run } = mysql.migrations?.({ migrations: './db/sql/', table: 'shop' }, true) ?? {
      files: [],
      run: '',
    }
    const paths = ['db/sql/0001_create_shop.sql', 'db/sql/0002_add_user_id_to_shop.sql']
    expect(files.map(({ path }) => path)).toEqual(paths)
    expect(run).toBe(`cat ${paths.join(' ')} | mysql "$MYSQL_DATABASE"`)
  })

  it('has a table for Drizzle in place of migrations, unless Kysely asks', () => {
    const written = { tableLanguage: 'drizzle' }
    expect(mysql.migrations?.(written, true)).toEqual({
      files: [],
      run: 'npx drizzle-kit generate && npx drizzle-kit migrate',
    })
    expect(mysql.tableModule?.(written, true)?.source).toBe('backends/mysql/sessions-table.ts.hbs')
    expect(mysql.tableModule?.({}, true)).toBeNull()
    expect(mysql.tableModule?.({ ...written, client: 'kysely' }, true)).toBeNull()
    expect(mysql.migrations?.({ ...written, client: 'kysely' }).files).toHaveLength(1)
  })

  it('names modules for the Migrator of Kysely, and the command of kysely-ctl', () => {
    const { files, run } = mysql.migrations?.({ client: 'kysely', table: 'shop' }, true) ?? { files: [], run: '' }
    expect(files.map(({ path }) => path)).toEqual([
      'migrations/0001_create_shop',
      'migrations/0002_add_user_id_to_shop',
    ])
    expect(run).toBe('npx kysely migrate:latest')
  })

  it('says that it is tested against MariaDB, where the commands print what a backend does not promise', () => {
    expect(mysql.limits({}).join(' ')).toContain('MariaDB')
  })

  it.each([{ client: 'mariadb' }, { table: 7 }, { schema: 'x' }])('S-C1 refuses %j', (options) => {
    expect(mysql.options.safeParse(options).success).toBe(false)
  })
})
