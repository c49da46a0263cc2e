import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { postgres } from './postgres.meta.ts'
import { migration } from './postgres.harness.ts'

describe('postgres', () => {
  it('has a default for every option', () => {
    const defaults = {
      client: 'pg',
      table: 'sessions',
      tableLanguage: 'sql',
      schema: 'public',
      migrations: 'migrations',
    }
    expect(postgres.options.parse({})).toEqual(defaults)
  })

  it.each([
    ['pg', 'pg'],
    ['postgres-js', 'postgres'],
    ['kysely', 'kysely'],
  ])('takes the modules and the driver of %s', (client, driver) => {
    const modules = postgres.modules({ client })
    expect(modules.map(({ source }) => source)).toContain(`backends/postgres/${client}-backend.ts`)
    expect(modules.map(({ name }) => name)).toContain(postgres.entry)
    expect(modules.filter(({ source }) => !existsSync(new URL(`../../${source}`, import.meta.url)))).toEqual([])
    expect(postgres.driver({ client })?.name).toBe(driver)
  })

  it('bad input 98 quotes the table, a reserved word too, in the code and in the migration', () => {
    const options = { table: 'order', schema: 'user' }
    expect(postgres.spec(options)).toMatchObject({ postgresTable: '"user"."order"' })
    expect(migration(options)).toContain('CREATE TABLE "user"."order" (')
    expect(migration(options)).toContain('CREATE INDEX "order_expires_at" ON "user"."order" (expires_at)')
  })

  it('S-C3 keeps the records of two tables apart, though one name begins with the other', () => {
    const [one, other] = ['sessions', 'sessions_of_shop'].map((table) => postgres.storage?.({ table }) ?? '')
    expect(other?.startsWith(String(one))).toBe(false)
  })

  it.each(['', 'a"b', 'a.b', 'a b', "a'b", '1a', 'é', 'a\0', 'a;--', 'a\n', 'x'.repeat(49)])(
    'bad input 98 refuses the table and the schema %j',
    (name) => {
      expect(postgres.options.safeParse({ table: name }).success).toBe(false)
      expect(postgres.options.safeParse({ schema: name }).success).toBe(false)
    },
  )

  it.each(['', '/etc', '..', 'a/../..', 'a//b', '.sessions', 'a\\b', 'a b', 'C:/x', '$(id)', 'a\n'])(
    'requirement 97 refuses the folder %j',
    (migrations) => {
      expect(postgres.options.safeParse({ migrations }).success).toBe(false)
    },
  )

  it('names the migration that creates the table, and the command that runs it', () => {
    const { files, run } = postgres.migrations?.({ migrations: './db/sql/', table: 'shop' }) ?? { files: [], run: '' }
    expect(files.map(({ path }) => path)).toEqual(['db/sql/0001_create_shop.sql'])
    expect(run).toMatch(/^psql .* -f db\/sql\/0001_create_shop\.sql$/)
  })

  it('names another migration for each schema, so that of two sessions none loses its table', () => {
    const paths = [{ schema: 'a' }, { schema: 'b' }, {}].map((options) => postgres.migrations?.(options).files[0]?.path)
    expect(paths).toEqual([
      'migrations/0001_create_a.sessions.sql',
      'migrations/0001_create_b.sessions.sql',
      'migrations/0001_create_sessions.sql',
    ])
  })

  it('has a table for Drizzle in place of migrations, unless Kysely asks', () => {
    const written = { tableLanguage: 'drizzle' }
    expect(postgres.migrations?.(written, true)).toEqual({
      files: [],
      run: 'npx drizzle-kit generate && npx drizzle-kit migrate',
    })
    expect(postgres.tableModule?.(written, true)?.source).toBe('backends/postgres/sessions-table.ts.hbs')
    expect(postgres.tableModule?.({}, true)).toBeNull()
    expect(postgres.tableModule?.({ ...written, client: 'kysely' }, true)).toBeNull()
    expect(postgres.migrations?.({ ...written, client: 'kysely' }).files).toHaveLength(1)
  })

  it('names modules for the Migrator of Kysely, and the command of kysely-ctl', () => {
    const written = { client: 'kysely', schema: 'shop' }
    const { files, run } = postgres.migrations?.(written, true) ?? { files: [], run: '' }
    expect(files.map(({ path }) => path)).toEqual([
      'migrations/0001_create_shop.sessions',
      'migrations/0002_add_user_id_to_shop.sessions',
    ])
    expect(run).toBe('npx kysely migrate:latest')
  })

  it.each([{ client: 'mysql' }, { table: 7 }, { prefix: 'x' }])('S-C1 refuses %j', (options) => {
    expect(postgres.options.safeParse(options).success).toBe(false)
  })
})
