// The program as it is installed: what it answers at once is what it would have answered.
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildCommandLine, type CommandLine } from '../generator/cli/command-line.harness.ts'
import { COMMAND_NAMES } from '../generator/cli/main.ts'
import { type Ended, expressProject, type TrialProject } from '../generator/cli/trial-project.harness.ts'
import { packageRoot } from '../generator/emit/read-template.ts'

/** Somebody's own machine; `process.env` may be that of CI. */
const AT_HOME = { CI: '', GITHUB_ACTIONS: '', NODE_COMPILE_CACHE: '' }

let cli: CommandLine
let folder: string

beforeAll(() => {
  cli = buildCommandLine()
  // With a package.json of its own it is a package below node_modules, as anywhere else.
  folder = dirname(dirname(cli.program.split(' ')[1] ?? ''))
  cpSync(join(packageRoot(), 'package.json'), join(folder, 'package.json'))
  cpSync(join(packageRoot(), 'templates'), join(folder, 'templates'), { recursive: true })
})
afterAll(() => cli.remove())

function run(project: TrialProject, ...args: readonly string[]): Ended {
  return cli.run(project.root, AT_HOME, ...args)
}

describe('help', () => {
  it.each(COMMAND_NAMES.map((name) => [name]))('is, once built, what yargs says: %j', (name) => {
    const args = name === '' ? ['--help'] : [name, '--help']
    rmSync(join(folder, 'generator/cli/help.json'), { force: true })
    const said = cli.run(folder, AT_HOME, ...args)

    execFileSync(process.execPath, [join(folder, 'generator/cli/write-help.js')])

    expect(said.code).toBe(0)
    expect(said.out).toContain('Options:')
    expect(cli.run(folder, AT_HOME, ...args)).toEqual(said)
  })
})

it('says what is wrong in a folder that is gone', () => {
  const gone = expressProject()
  const script = `cd '${gone.root}' && rm -r '${gone.root}' && ${cli.program} check`
  const { status, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8', env: { ...process.env, ...AT_HOME } })

  expect(status).toBe(1)
  expect(stderr).toContain('error')
  expect(stderr).not.toContain('    at ')
})

describe('a run that follows one with nothing to do', () => {
  let project: TrialProject
  beforeAll(() => {
    project = expressProject()
    mkdirSync(join(project.root, 'node_modules'))
    project.write('sessions.config.ts', "export default { target: 'express', backend: 'memory' }\n")
    expect(run(project, 'generate').code).toBe(0)
  })
  afterAll(() => project.remove())

  it.each([
    ['check', []],
    ['check', ['--json']],
    ['generate', []],
    ['generate', ['--json']],
  ])(
    'prints what that has printed: %s %j',
    (command, flags) => {
      const said = untilRemembered(command, ...flags)

      expect(said.code).toBe(0)
      expect(said.out).not.toBe('')
      expect(isRunQuick(command, ...flags)).toBe(true)
      expect(run(project, command, ...flags)).toEqual(said)
      // In CI nothing is remembered: it says the same.
      expect(cli.run(project.root, { ...AT_HOME, CI: 'true' }, command, ...flags)).toEqual(said)
    },
    120_000,
  )

  it('looks again when a file has changed, and says so', () => {
    untilRemembered('check')
    const before = project.read('src/sessions/session.ts')
    project.write('src/sessions/session.ts', before.replace('a', 'b'))
    const edited = run(project, 'check')
    project.write('src/sessions/session.ts', before)

    expect(edited.out).toContain('src/sessions/session.ts')
    expect(edited.out).toContain('edited')
    expect(run(project, 'check').out).not.toContain('src/sessions/session.ts')
  }, 120_000)

  /** Of files that have changed a moment ago nothing is remembered. */
  function untilRemembered(...args: readonly string[]): Ended {
    const before = answers()
    for (let tries = 0; tries < 10; tries += 1) {
      const said = run(project, ...args)
      if (answers().length > before.length || isRunQuick(...args)) {
        return said
      }
    }
    throw new Error('Nothing is remembered')
  }

  function answers(): readonly string[] {
    const cache = join(project.root, 'node_modules/.cache/create-session')
    return existsSync(cache) ? readdirSync(cache) : []
  }

  /** Whether it is answered without the pipeline, which could not be loaded. */
  function isRunQuick(...args: readonly string[]): boolean {
    const pipeline = join(folder, 'generator/pipeline.js')
    renameSync(pipeline, `${pipeline}.away`)
    try {
      return run(project, ...args).code === 0
    } finally {
      renameSync(`${pipeline}.away`, pipeline)
    }
  }
})
