// What is emitted for applications that have an ORM: migrations for Kysely, and the table for Drizzle.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../templates/contracts/services.ts'
import { prepare } from './pipeline.ts'
import { createProject } from './snapshot-cases.fixture.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => void (folder = temporaryFolder('orm-trees')))
afterEach(() => folder.remove())

const configOf = (backend: string): string =>
  `export default { target: 'express', userKey: 'userId', backend: ${backend} }\n`

describe.each(['postgres', 'mysql', 'sqlite'])('%s', (backend) => {
  it.each([
    ['nodenext', '.ts'],
    ['javascript', '.js'],
  ] as const)('in a project of %s the files for an ORM end as its code does', async (project, end) => {
    createProject(folder.path, { name: '', project, config: configOf(`{ type: '${backend}', client: 'kysely' }`) })
    const kysely = await prepare({ root: folder.path })
    const migrations = kysely.next.filter(({ path }) => path.startsWith('migrations/'))
    expect(migrations.map(({ path }) => path)).toEqual([
      `migrations/0001_create_sessions${end}`,
      `migrations/0002_add_user_id_to_sessions${end}`,
    ])
    expect(migrations.every(({ text }) => text.includes('export async function up('))).toBe(true)

    const client = backend === 'sqlite' ? "client: 'libsql', " : ''
    writeFileSync(
      join(folder.path, `sessions.config${end}`),
      configOf(`{ type: '${backend}', ${client}tableLanguage: 'drizzle' }`),
    )
    const { next } = await prepare({ root: folder.path })
    expect(next.map(({ path }) => path).filter((path) => path.startsWith('migrations/'))).toEqual([])
    const table = next.find(({ path }) => path === `src/sessions/sessions-table${end}`)
    expect(table?.text).toContain("index('sessions_user_id')")
    expect(/\bimport\b.*\btype\b/.test(table?.text ?? '')).toBe(end === '.ts')
  })
})
