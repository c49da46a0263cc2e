// What `check` prints, from real runs: to the schema, for GitHub, for several projects.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { call, type Ended, type TrialProject } from '../cli/trial-project.harness.ts'
import { packageRoot } from '../emit/read-template.ts'
import { REPORT_SCHEMA } from './as-json.ts'
import { CAUSES } from './causes.ts'
import { chosenFormat } from './formats.ts'
import { generatedProject } from './generated-project.fixture.ts'

const SCHEMA_FILE = join(packageRoot(), 'schemas/check-report.schema.json')

let generated: TrialProject
let project: TrialProject

beforeAll(async () => {
  generated = await generatedProject()
})
afterAll(() => generated.remove())
beforeEach(() => {
  project = generated.copy()
})
afterEach(() => {
  project.remove()
  vi.unstubAllEnvs()
})

/** Several differences at once. */
function differ(): void {
  project.edit('sessions.config.ts', '14d', '7d')
  project.edit('src/sessions/session-errors.ts', '409', '410')
  project.edit('src/sessions/session-lifetime.ts', '14 * 24', '15 * 24')
  project.write('src/sessions/xaes.ts', '<<<<<<< a\nb\n=======\nc\n>>>>>>> d\n')
}

describe('the JSON', () => {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')) as object,
  )

  it.each<[string, () => void, args: readonly string[], code: number]>([
    ['nothing to say', () => {}, [], 0],
    ['differences', differ, [], 3],
    ['a wrong config', () => project.edit('sessions.config.ts', '14d', 'long'), [], 1],
    ['a config that does not parse', () => project.edit('sessions.config.ts', '({', '{{'), [], 1],
    ['a config that is executed', () => project.edit('sessions.config.ts', `'14d'`, `String('14d')`), [], 0],
    ['no config', () => {}, ['--config', 'none.ts'], 1],
    ['a flag that there is not', () => {}, ['--nope'], 1],
    ['a flag that there is not, in the longer form', () => {}, ['--format', 'json', '--nope'], 1],
  ])('is what its schema says, with %s', async (_, change, args, code) => {
    change()

    const ended = await call(project, 'check', '--json', ...args)

    expect(ended).toMatchObject({ code, err: '' })
    expect(validate(JSON.parse(ended.out)), JSON.stringify(validate.errors)).toBe(true)
  })

  it('names the schema that the package has', () => {
    expect(join(packageRoot(), REPORT_SCHEMA.replace('./node_modules/create-session/', ''))).toBe(SCHEMA_FILE)
  })

  it('knows in its schema every cause that there is', () => {
    const { $defs } = JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')) as {
      $defs: { finding: { properties: { cause: { enum: string[] } } } }
    }

    expect($defs.finding.properties.cause.enum).toEqual(Object.keys(CAUSES))
  })

  it('is refused by its schema with a member that it does not know, or a cause', async () => {
    differ()
    const report = JSON.parse((await call(project, 'check', '--json')).out) as { projects: { findings: object[] }[] }

    expect(validate({ ...report, more: true })).toBe(false)
    Object.assign(report.projects[0]?.findings[0] ?? {}, { cause: 'weather' })
    expect(validate(report)).toBe(false)
  })
})

describe('the format', () => {
  it.each([
    ['text', undefined, {}],
    ['github', undefined, { GITHUB_ACTIONS: 'true' }],
    ['text', undefined, { GITHUB_ACTIONS: 'false' }],
    ['text', 'text', { GITHUB_ACTIONS: 'true' }],
    ['sarif', 'sarif', { GITHUB_ACTIONS: 'true' }],
  ])('is %s where %s was asked for, in %o', (expected, given, env) => {
    expect(chosenFormat(given, env)).toBe(expected)
  })

  it('that is asked for twice, and differently, is an error', async () => {
    expect(await call(project, 'check', '--json', '--format', 'sarif')).toMatchObject({ code: 1 })
  })

  it('is GitHub’s by itself on its machines: what people read, then where it stands', async () => {
    vi.stubEnv('GITHUB_ACTIONS', 'true')
    differ()

    const { code, out } = await call(project, 'check')
    const annotations = out.split('\n').filter((line) => line.startsWith('::'))

    expect(code).toBe(3)
    expect(out.split('\n').indexOf(annotations[0] ?? '')).toBeGreaterThan(3)
    expect(annotations).toContainEqual(
      '::error file=src/sessions/xaes.ts,line=1,title=create-session%3A Conflict markers::it has conflict markers%0AResolve the markers in your editor, and check again',
    )
    expect(annotations.filter((line) => line.includes('session-lifetime.ts,line=3,'))).toHaveLength(1)
    expect(out).not.toMatch(/^::.*session-errors/m)
  })

  it('names files for GitHub from the root of the repository', async () => {
    vi.stubEnv('GITHUB_WORKSPACE', join(project.root, '..'))
    differ()

    const { out } = await call(project, 'check', '--format', 'github')

    expect(out).toContain(`::error file=${project.root.split('/').at(-1)}/src/sessions/xaes.ts,line=1`)
    expect(out).toContain('\n  src/sessions/xaes.ts:1 ')
  })

  it('shows a wrong config to GitHub at its line', async () => {
    project.edit('sessions.config.ts', '14d', 'long')

    const { code, out } = await call(project, 'check', '--format', 'github')

    expect(code).toBe(1)
    expect(out).toMatch(
      /^::error file=sessions\.config\.ts,line=7,col=3,title=create-session%3A could not be checked::/m,
    )
  })
})

describe('the SARIF', () => {
  it('has a rule and a place for each finding, and the same fingerprint wherever in the file it moves', async () => {
    differ()
    const first = sarifOf(await call(project, 'check', '--format', 'sarif'))
    project.write('src/sessions/xaes.ts', `// One line more.\n${project.read('src/sessions/xaes.ts')}`)
    const second = sarifOf(await call(project, 'check', '--format', 'sarif'))

    expect(first).toMatchObject({ version: '2.1.0', runs: [{ tool: { driver: { name: 'create-session' } } }] })
    const [run = expect.unreachable()] = first.runs
    for (const { ruleId, ruleIndex, locations } of run.results) {
      expect(run.tool.driver.rules[ruleIndex]?.id).toBe(ruleId)
      expect(locations[0]?.physicalLocation.artifactLocation.uri).toMatch(/^[\w./-]+$/)
    }
    const fingerprints = (sarif: Sarif): unknown => sarif.runs[0]?.results.map((one) => one.partialFingerprints)
    expect(fingerprints(second)).toEqual(fingerprints(first))
    expect(second).not.toEqual(first)
  })

  it('says of a config that cannot be checked that the run failed', async () => {
    project.edit('sessions.config.ts', '14d', 'long')

    const { runs } = sarifOf(await call(project, 'check', '--format', 'sarif'))

    expect(runs).toMatchObject([
      { invocations: [{ executionSuccessful: false, toolExecutionNotifications: [{ level: 'error' }] }], results: [] },
    ])
  })
})

interface Sarif {
  readonly version: string
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } }
    readonly invocations: readonly unknown[]
    readonly results: readonly {
      readonly ruleId: string
      readonly ruleIndex: number
      readonly partialFingerprints: unknown
      readonly locations: readonly {
        readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } }
      }[]
    }[]
  }[]
}

function sarifOf({ out }: Ended): Sarif {
  return JSON.parse(out) as Sarif
}
