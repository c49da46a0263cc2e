// What differs from machine to machine, and is no difference: `check` finds nothing in it that fails.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { format, type Options } from 'prettier'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildCommandLine, type CommandLine } from '../cli/command-line.harness.ts'
import { call, type TrialProject } from '../cli/trial-project.harness.ts'
import { packageRoot } from '../emit/read-template.ts'
import type { Finding } from './findings.ts'
import { generatedProject } from './generated-project.fixture.ts'

const SHUFFLED = join(packageRoot(), 'generator/check/shuffled-folders.hook.mjs')

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

describe('on another machine', () => {
  let cli: CommandLine
  beforeAll(() => {
    cli = buildCommandLine()
  })
  afterAll(() => cli.remove())

  it.each<[string, cwd: () => string, env: Readonly<Record<string, string>>, flags: readonly string[]]>([
    ['another folder to run it in', () => '/', {}, []],
    ['another time zone', () => project.root, { TZ: 'Pacific/Chatham' }, []],
    ['another locale', () => project.root, { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }, []],
    ['no locale at all', () => project.root, { LANG: 'C', LC_ALL: 'C' }, []],
    ['folders in another order', () => project.root, {}, ['--import', SHUFFLED]],
  ])('nothing is found with %s', (_, cwd, env, flags) => {
    const [, program = ''] = cli.program.split(' ')
    const args = [...flags, program, 'check', '--json', '--cwd', project.root]

    const { status, stdout } = spawnSync(process.execPath, args, {
      cwd: cwd(),
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], ...env },
    })

    expect(status).toBe(0)
    expect(findingsIn(stdout)).toEqual([])
  })
})

it('nothing is found in a checkout with CRLF', async () => {
  for (const path of project.tree().keys()) {
    project.write(path, project.read(path).replaceAll('\n', '\r\n'))
  }

  const { code, out } = await call(project, 'check', '--json')

  expect({ code, findings: findingsIn(out) }).toEqual({ code: 0, findings: [] })
})

it('files that alone have CRLF are named for that, and do not fail', async () => {
  const paths = [...project.tree().keys()].filter((path) => path.startsWith('src/sessions/'))
  for (const path of paths) {
    project.write(path, project.read(path).replaceAll('\n', '\r\n'))
  }

  const { code, out } = await call(project, 'check', '--json')

  expect(code).toBe(0)
  expect(findingsIn(out).map(({ path, cause }) => `${path}: ${cause}`)).toEqual(
    paths.map((path) => `${path}: line-endings`),
  )
})

const STYLES: Readonly<Record<string, Options>> = {
  'semicolons, double quotes and four spaces': { semi: true, singleQuote: false, tabWidth: 4 },
  'tabs, short lines and no trailing commas': { useTabs: true, printWidth: 60, trailingComma: 'none' },
  'CRLF, tight brackets and bare arrow functions': { endOfLine: 'crlf', bracketSpacing: false, arrowParens: 'avoid' },
  'long lines and quoted properties': { printWidth: 160, quoteProps: 'consistent', objectWrap: 'collapse' },
}

describe.each(Object.entries(STYLES))('after a formatter ran, with %s', (_, options) => {
  it('nothing but formatting is named where its config says so', async () => {
    project.write('.prettierrc', JSON.stringify(options))
    await formatAll(options)

    const { code, out } = await call(project, 'check', '--json')

    expect(code).toBe(0)
    expect(causesBut(['formatting', 'line-endings'], findingsIn(out))).toEqual([])
  })

  it('nothing fails where nothing says so, and most of it is known for formatting', async () => {
    await formatAll(options)

    const { code, out } = await call(project, 'check', '--json')

    expect(code).toBe(0)
    // Prettier leaves an object open that another style had to open: that looks like an edit.
    expect(causesBut(['formatting', 'line-endings'], findingsIn(out)).length).toBeLessThan(5)
    expect(causesBut(['formatting', 'line-endings', 'edited'], findingsIn(out))).toEqual([])
  })

  it('a change of the config is drift all the same, and what generate writes of it is clean', async () => {
    await formatAll(options)
    project.edit('sessions.config.ts', '14d', '7d')

    expect((await call(project, 'check')).code).toBe(2)
    expect((await call(project, 'generate')).code).toBe(0)
    expect((await call(project, 'check')).code).toBe(0)
  })
})

it('formatting that Prettier would do differently now is named, and does not fail', async () => {
  project.write('.prettierrc', JSON.stringify({ semi: true, tabWidth: 4 }))

  const { code, out } = await call(project, 'check', '--json')

  expect(code).toBe(0)
  expect(findingsIn(out).length).toBeGreaterThan(10)
  expect(causesBut(['formatting'], findingsIn(out))).toEqual([])
})

/** As a hook of the project would: every file of its code. */
async function formatAll(options: Options): Promise<void> {
  for (const path of project.tree().keys()) {
    if (/^src\/sessions\/.*\.(ts|md)$/.test(path)) {
      project.write(path, await format(project.read(path), { ...options, filepath: path }))
    }
  }
}

function findingsIn(out: string): readonly Finding[] {
  const { projects } = JSON.parse(out) as { readonly projects: readonly { readonly findings: readonly Finding[] }[] }
  return projects.flatMap(({ findings }) => findings)
}

function causesBut(expected: readonly Finding['cause'][], findings: readonly Finding[]): readonly string[] {
  return findings.filter(({ cause }) => !expected.includes(cause)).map(({ path, cause }) => `${path}: ${cause}`)
}
