// A database of D1 for tests, and Workers that are bound to it.
import { join } from 'node:path'
import { readTemplate } from '../../../generator/emit/read-template.ts'
import { render } from '../../../generator/emit/render.ts'
import { startWorkers, type Workers } from '../../contracts/workers.ts'
import { cloudflareD1 as meta } from './cloudflare-d1.meta.ts'

export interface D1Workers extends Workers {
  /** Runs statements one after the other, as `wrangler d1 migrations apply` does. */
  run(sql: string): Promise<void>
  /** The rows of one statement. */
  rows(sql: string): Promise<readonly unknown[]>
}

/** @param hasUsers As it is emitted with `userKey` and `maxPerUser`. */
export async function startD1(hasUsers = false, sql: string = migration({}, hasUsers)): Promise<D1Workers> {
  const module = hasUsers ? 'cloudflare-d1-users-worker.harness.ts' : 'cloudflare-d1-worker.harness.ts'
  const workers = await startWorkers(join(import.meta.dirname, module), () => ({ d1Databases: { DB: 'sessions' } }))
  const database = await workers.miniflare.getD1Database('DB', 'one')
  const run = async (text: string): Promise<void> => {
    for (const statement of statementsOf(text)) {
      await database.prepare(statement).run()
    }
  }
  await run(sql)
  return { ...workers, run, rows: async (text) => (await database.prepare(text).all()).results }
}

/** The SQL that is emitted, for these options. */
export function migration(options: Record<string, unknown> = {}, hasUsers = false): string {
  return (meta.migrations?.(options, hasUsers).files ?? [])
    .map(({ source, view }) => render(source, readTemplate(source), view))
    .join('\n')
}

export function statementsOf(sql: string): readonly string[] {
  return sql.split(/;$/m).filter((text) => text.trim() !== '')
}
