// The table as Drizzle has it, made by drizzle-kit as in an application: its migrations, and whether it finds that nothing is missing.
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { readTemplate } from '../../generator/emit/read-template.ts'
import { render } from '../../generator/emit/render.ts'
import type { BackendMeta } from '../meta.ts'
import { temporaryFolder } from './services.ts'

const run = promisify(execFile)
const PACKAGES = join(import.meta.dirname, '../../node_modules')

export interface Generated {
  /** The SQL of each migration, in their order: first the table, then what a user needs. */
  readonly migrations: readonly string[]
  /** What drizzle-kit says when it is asked again. */
  readonly again: string
}

/** Has it make the table, then add to it what `userKey` asks for, then look once more. */
export async function generate(dialect: string, meta: BackendMeta, options: object = {}): Promise<Generated> {
  const folder = temporaryFolder('drizzle-kit')
  symlinkSync(PACKAGES, join(folder.path, 'node_modules'))
  const ask = async (): Promise<string> => {
    const command = ['generate', '--dialect', dialect, '--schema', 'sessions-table.ts', '--out', 'drizzle']
    const { stdout } = await run(process.execPath, [join(PACKAGES, 'drizzle-kit/bin.cjs'), ...command], {
      cwd: folder.path,
    })
    return stdout
  }
  for (const hasUsers of [false, true]) {
    const table = meta.tableModule?.({ ...options, tableLanguage: 'drizzle' }, hasUsers) ?? null
    if (table === null) {
      throw new Error(`${meta.name} has no table for Drizzle`)
    }
    const text = render(table.source, readTemplate(table.source), table.view)
    writeFileSync(join(folder.path, 'sessions-table.ts'), text)
    await ask()
  }
  const again = await ask()
  const names = readdirSync(join(folder.path, 'drizzle')).filter((name) => name.endsWith('.sql'))
  const migrations = names
    .toSorted()
    .map((name) => readFileSync(join(folder.path, 'drizzle', name), 'utf8').replaceAll('--> statement-breakpoint', ''))
  folder.remove()
  return { migrations, again }
}
