// The migrations of an emitted tree, run on its store.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import type { Plan } from './plan/planned.ts'

/** Runs the SQL of a tree in `root`, or its modules by Kysely's Migrator. */
export async function migrate(
  root: string,
  plan: Plan,
  run: (text: string) => Promise<unknown>,
  open: () => Kysely<unknown>,
): Promise<void> {
  const files = plan.files.filter(({ source }) => /\/\d{4}_/.test(source)).map(({ path }) => join(root, path))
  for (const file of files.filter((path) => path.endsWith('.sql'))) {
    await run(readFileSync(file, 'utf8'))
  }
  const modules = files.filter((path) => !path.endsWith('.sql'))
  if (modules.length > 0) {
    const db = open()
    const imported = modules.map(async (file) => [file, await import(/* @vite-ignore */ file)] as const)
    const getMigrations = async (): Promise<Record<string, Migration>> =>
      Object.fromEntries(await Promise.all(imported))
    const { error } = await new Migrator({ db, provider: { getMigrations } }).migrateToLatest()
    await db.destroy()
    if (error !== undefined) {
      throw error
    }
  }
}
