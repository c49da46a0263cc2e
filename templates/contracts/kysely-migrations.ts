// The migrations that are emitted for Kysely, run as an application does: by its Migrator, from the files of a folder.
import { promises as fs, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { transformSync } from 'esbuild'
import type { Kysely } from 'kysely'
import { FileMigrationProvider, type MigrationResult, Migrator } from 'kysely/migration'
import { readTemplate } from '../../generator/emit/read-template.ts'
import { render } from '../../generator/emit/render.ts'
import type { BackendMeta } from '../meta.ts'
import { temporaryFolder } from './services.ts'

const PACKAGES = path.join(import.meta.dirname, '../../node_modules')

export interface MigrateOptions {
  readonly table?: string
  readonly hasUsers?: boolean
  readonly isDown?: boolean
}

/**
 * Brings a database to the last migration of a backend, or back to where it has none.
 *
 * @param db With whatever plugins the application has.
 * @returns What was run, in its order.
 */
export async function migrate<T>(
  db: Kysely<T>,
  meta: BackendMeta,
  { table = 'sessions', hasUsers = false, isDown = false }: MigrateOptions = {},
): Promise<readonly MigrationResult[]> {
  const { files } = meta.migrations?.({ client: 'kysely', table }, hasUsers) ?? { files: [] }
  const folder = temporaryFolder('kysely-migrations')
  symlinkSync(PACKAGES, path.join(folder.path, 'node_modules'))
  for (const { path: name, source, view } of files) {
    const { code } = transformSync(render(source, readTemplate(source), view), { loader: 'ts' })
    writeFileSync(path.join(folder.path, `${path.basename(name)}.mjs`), code)
  }
  const provider = new FileMigrationProvider({ fs, path, migrationFolder: folder.path })
  const migrator = new Migrator({ db, provider })
  const ran = isDown ? [await migrator.migrateDown(), await migrator.migrateDown()] : [await migrator.migrateToLatest()]
  folder.remove()
  const failed = ran.find(({ error }) => error !== undefined)
  if (failed !== undefined) {
    throw failed.error
  }
  return ran.flatMap(({ results }) => results ?? [])
}
