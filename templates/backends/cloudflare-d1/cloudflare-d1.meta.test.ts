import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { migration } from './cloudflare-d1.harness.ts'
import { cloudflareD1 } from './cloudflare-d1.meta.ts'

describe('cloudflare-d1', () => {
  it('has a default for every option', () => {
    expect(cloudflareD1.options.parse({})).toEqual({ table: 'sessions', migrations: 'migrations' })
  })

  it('takes modules that are there, and no driver', () => {
    const modules = cloudflareD1.modules({})
    expect(modules.filter(({ source }) => !existsSync(new URL(`../../${source}`, import.meta.url)))).toEqual([])
    expect(cloudflareD1.driver({})).toBeNull()
  })

  it('is for Workers, has no timer, and says so', () => {
    expect(cloudflareD1.runtimes).toEqual(['workerd'])
    expect(cloudflareD1.spec({})).toMatchObject({ sweepsByTimer: false })
    expect(cloudflareD1.limits({}).join(' ')).toContain('Cloudflare Workers')
  })

  it('bad input 98 quotes the table, a reserved word too, in the code and in the migrations', () => {
    expect(cloudflareD1.spec({ table: 'order' })).toMatchObject({ sqliteTable: '"order"' })
    const sql = migration({ table: 'order' }, true)
    expect(sql).toContain('CREATE TABLE "order" (')
    expect(sql).toContain('CREATE INDEX "order_expires_at" ON "order" (expires_at)')
    expect(sql).toContain('CREATE INDEX "order_user_id" ON "order" (user_id)')
  })

  it('leaves the journal to D1', () => {
    expect(migration()).not.toContain('PRAGMA')
  })

  it('names the migrations as Wrangler applies them', () => {
    const { files = [], run } = cloudflareD1.migrations?.({ migrations: 'db/sql', table: 'shop' }, true) ?? {}
    expect(files.map(({ path }) => path)).toEqual([
      'db/sql/0001_create_shop.sql',
      'db/sql/0002_add_user_id_to_shop.sql',
    ])
    expect(run).toBe('npx wrangler d1 migrations apply DB --remote')
  })

  it.each(['', 'a"b', 'a.b', "a'b", '1a', 'a;--', 'x'.repeat(49)])('bad input 98 refuses the table %j', (table) => {
    expect(cloudflareD1.options.safeParse({ table }).success).toBe(false)
  })

  it.each([{ binding: 'DB' }, { table: 7 }, { client: 'd1' }])('S-C1 refuses %j', (options) => {
    expect(cloudflareD1.options.safeParse(options).success).toBe(false)
  })
})
