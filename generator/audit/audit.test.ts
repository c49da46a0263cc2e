// What an audit says of real projects, and how it says it.
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CONFIG, generatedProject } from '../check/generated-project.fixture.ts'
import { call, type Ended, type TrialProject } from '../cli/trial-project.harness.ts'
import { packageRoot } from '../emit/read-template.ts'
import { REPORT_SCHEMA } from './as-json.ts'

interface Report {
  readonly exitCode: number
  readonly counts: Readonly<Record<string, number>>
  readonly sessions: readonly { readonly name: string | null; readonly results: readonly Result[] }[]
}
interface Result {
  readonly id: string
  readonly verdict: string
  readonly why: string
  readonly line: number
  readonly files: readonly string[]
}

let generated: TrialProject
let project: TrialProject

beforeAll(async () => {
  generated = await generatedProject()
})
afterAll(() => generated.remove())
beforeEach(() => {
  project = generated.copy()
})
afterEach(() => project.remove())

function reportOf({ out }: Ended): Report {
  return JSON.parse(out) as Report
}

async function resultOf(id: string, ...args: readonly string[]): Promise<Result | undefined> {
  const report = reportOf(await call(project, 'audit', '--json', ...args))
  return report.sessions[0]?.results.find((result) => result.id === id)
}

describe('an audit', () => {
  it('ends with 2 where something is not met, and names the field that decides it, at its line', async () => {
    const { code, out } = await call(project, 'audit')

    expect(code).toBe(2)
    expect(out).toContain('not met\n')
    expect(out).toContain('use renews it for ever [absoluteTimeout]')
    expect(await resultOf('ASVS 5.0 7.3.1')).toMatchObject({ verdict: 'met', why: 'after 14 days' })
    expect(await resultOf('NIST SP 800-63B-4 5.1 (persistence)')).toMatchObject({ line: 7 })
  })

  it('judges what stands in the config now', async () => {
    project.edit('sessions.config.ts', `maxAge: '14d'`, `maxAge: '14d', absoluteTimeout: '30d'`)

    // The files on disk still are those of the config before.
    expect(await resultOf('ASVS 5.0 7.3.2')).toMatchObject({ verdict: 'unproven' })
    await call(project, 'generate')
    expect(await resultOf('ASVS 5.0 7.3.2')).toMatchObject({ verdict: 'met', why: '30 days after it began' })
  })

  it('leaves out what only a higher level asks for', async () => {
    expect(await resultOf('ASVS 5.0 11.3.4', '--level', '2')).toBeUndefined()
    expect(await resultOf('ASVS 5.0 11.3.4', '--level', '3')).toMatchObject({ verdict: 'met' })
  })

  it('cannot speak for a file that somebody edited, deleted, or never generated', async () => {
    project.edit('src/sessions/session-cookie.ts', 'HttpOnly; ', '')
    const edited = await resultOf('ASVS 5.0 3.3.4')
    expect(edited).toMatchObject({ verdict: 'unproven', files: ['src/sessions/session-cookie.ts'] })
    expect(edited?.why).toContain('src/sessions/session-cookie.ts is not as generated')
    rmSync(join(project.root, 'src/sessions/session-cookie.ts'))
    expect((await resultOf('ASVS 5.0 3.3.4'))?.why).toContain('is not there')
  })

  it('takes other line ends for no edit', async () => {
    const path = 'src/sessions/session-cookie.ts'
    project.write(path, project.read(path).replaceAll('\n', '\r\n'))

    expect(await resultOf('ASVS 5.0 3.3.4')).toMatchObject({ verdict: 'met' })
  })

  it('judges each session of a config by itself', async () => {
    const sessions = `sessions: { user: { target: 'express', key: 'user' }, admin: { target: 'express', key: 'admin', httpOnly: false } }`
    project.write('sessions.config.ts', CONFIG.replace(/\(\{[^]*\}\)/, `({ ${sessions} })`))

    const report = reportOf(await call(project, 'audit', '--json'))

    expect(report.sessions.map(({ name }) => name)).toEqual(['user', 'admin'])
    const verdicts = report.sessions.map(({ results }) => results.find(({ id }) => id === 'ASVS 5.0 3.3.4')?.verdict)
    expect(verdicts).toEqual(['unproven', 'not-met'])
  })

  it('of a wrong config ends with an error', async () => {
    project.edit('sessions.config.ts', '14d', 'long')

    expect(await call(project, 'audit')).toMatchObject({ code: 1, out: '' })
  })
})

describe('what an audit prints', () => {
  const file = join(packageRoot(), 'schemas/audit-report.schema.json')
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(file, 'utf8')) as object,
  )

  it.each([[[]], [['--level', '3']], [['--nope']]])('is what its schema says: %j', async (args) => {
    const { out } = await call(project, 'audit', '--json', ...args)

    expect(validate(JSON.parse(out)), JSON.stringify(validate.errors)).toBe(true)
  })

  it('names the schema that the package has, which refuses what it does not know', async () => {
    const report = reportOf(await call(project, 'audit', '--json'))

    expect(join(packageRoot(), REPORT_SCHEMA.replace('./node_modules/create-session/', ''))).toBe(file)
    expect(validate({ ...report, more: true })).toBe(false)
  })

  it('counts in its last line what stands above it', async () => {
    const { out } = await call(project, 'audit')
    const { counts } = reportOf(await call(project, 'audit', '--json'))
    const total = Object.values(counts).reduce((sum, count) => sum + count)

    expect(out.trimEnd().split('\n').at(-1)).toMatch(
      new RegExp(`^${total} requirements .*: ${counts['not-met']} not met, `),
    )
    expect(out.match(/^ {2}\S/gm)).toHaveLength(total)
  })

  it('is SARIF with what is wanting alone', async () => {
    project.edit('src/sessions/session-cookie.ts', 'HttpOnly; ', '')
    const { out } = await call(project, 'audit', '--format', 'sarif')
    const { runs } = JSON.parse(out) as {
      runs: { results: { ruleId: string; kind: string; level: string; locations: unknown[] }[] }[]
    }
    const results = runs[0]?.results ?? []

    expect(new Set(results.map(({ kind }) => kind))).toEqual(new Set(['fail', 'review']))
    expect(results).toContainEqual(
      expect.objectContaining({ ruleId: 'ASVS 5.0 7.3.2', kind: 'fail', level: 'warning' }),
    )
    const review = results.find(({ ruleId }) => ruleId === 'ASVS 5.0 3.3.4')
    expect(JSON.stringify(review?.locations)).toContain('src/sessions/session-cookie.ts')
  })
})
