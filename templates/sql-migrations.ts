// What the metadata of the backends with tables share: names that go into SQL, and the files that create the tables.
import { z } from 'zod'
import type { MigrationFile } from './meta.ts'

const NAME = 'a plain name: letters of a to z, digits and underscores, no digit first, at most 48'
const FOLDER = 'a folder inside the project, such as migrations'

/** PostgreSQL cuts names at 63 bytes, MySQL takes 64 characters: 48 leave room for those of the indexes. */
export const plainName: z.ZodString = z.string(NAME).regex(/^[A-Za-z_][A-Za-z0-9_]{0,47}$/, NAME)

export const migrationsFolder: z.ZodString = z.string(FOLDER).refine(isFolder, FOLDER)

/** What runs the migrations of a `Kysely`, where the application has no `Migrator` of its own: the command of kysely-ctl. */
export const RUN_BY_KYSELY = 'npx kysely migrate:latest'

/** What makes and runs the migrations of a table that Drizzle knows. */
export const RUN_BY_DRIZZLE = 'npx drizzle-kit generate && npx drizzle-kit migrate'

const LANGUAGES = ['sql', 'drizzle'] as const

/** In whose language the table is written. */
export const tableLanguage: z.ZodDefault<z.ZodEnum<{ sql: 'sql'; drizzle: 'drizzle' }>> = z
  .enum(LANGUAGES, "'sql' or 'drizzle'")
  .default('sql')

/** One table, and how its migrations are called. */
export interface MigratedTable {
  /** The backend's folder, below `templates/`, which has the texts: `backends/postgres`. */
  readonly source: string
  /** SQL, or a module for Kysely's `Migrator`. */
  readonly language: 'sql' | 'kysely'
  readonly folder: string
  /** As file names have it. */
  readonly named: string
  /** As the text has it, and its indexes: quoted in SQL. */
  readonly table: string
  readonly indexOn: (column: string) => string
  /** What the text of this backend asks beside that. */
  readonly view?: object
}

/** In the order in which they are run. `hasUsers`: the sessions of a user are to be found. */
export function migrationsOf(migrated: MigratedTable, hasUsers: boolean): readonly MigrationFile[] {
  const { source, language, named, table, indexOn, view = {} } = migrated
  const [text, end] = language === 'sql' ? ['sql.hbs', '.sql'] : ['ts.hbs', '']
  const folder = migrated.folder.replace(/^(\.\/)+|\/$/g, '')
  const create = {
    source: `${source}/0001_create_sessions.${text}`,
    path: `${folder}/0001_create_${named}${end}`,
    view: { ...view, table, index: indexOn('expires_at') },
  }
  const addUserId = {
    source: `${source}/0002_add_user_id.${text}`,
    path: `${folder}/0002_add_user_id_to_${named}${end}`,
    view: { ...view, table, index: indexOn('user_id') },
  }
  return [create, ...(hasUsers ? [addUserId] : [])]
}

/** Not `.sessions`, which holds what regenerating needs. */
function isFolder(path: string): boolean {
  const parts = path.replace(/^\.\//, '').replace(/\/$/, '').split('/')
  return parts.every((part) => /^[\w-][\w.-]*$/.test(part))
}
