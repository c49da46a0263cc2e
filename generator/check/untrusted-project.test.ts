// `check` as CI runs it on a stranger's pull request: a process of its own, which may read and nothing else.
import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runtimes } from '../../templates/contracts/runtimes.ts'
import { describeWith } from '../../templates/contracts/services.ts'
import { buildCommandLine, type CommandLine } from '../cli/command-line.harness.ts'
import { call, type Ended, type TrialProject } from '../cli/trial-project.harness.ts'
import { packageRoot } from '../emit/read-template.ts'
import { generatedProject } from './generated-project.fixture.ts'

const HOOK = join(packageRoot(), 'generator/check/only-reads.hook.mjs')
const LITERAL = `export default { target: 'express', backend: 'memory' }\n`
/** Tells by a file that it was executed. */
const CANARY = `import { writeFileSync } from 'node:fs'\nwriteFileSync(new URL('./executed', import.meta.url), '')\n`

let cli: CommandLine
let generated: TrialProject
let project: TrialProject

beforeAll(async () => {
  cli = buildCommandLine()
  generated = await generatedProject(LITERAL)
})
afterAll(() => {
  cli.remove()
  generated.remove()
})
beforeEach(() => {
  project = generated.copy()
})
afterEach(() => project.remove())

/** A guarded process: on Node 20 by a hook alone, later by Node's permissions too. */
function check(node: string, permission: readonly string[], ...args: readonly string[]): Ended {
  const [, program = ''] = cli.program.split(' ')
  const { status, stdout, stderr } = spawnSync(node, [...permission, '--import', HOOK, program, 'check', ...args], {
    cwd: project.root,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], CI: 'true', NO_COLOR: '1' },
  })
  return { code: status, out: stdout, err: stderr }
}

const NODES = runtimes.filter(({ name }) => name.startsWith('node'))

describe.each(NODES)(
  'an untrusted pull request: no network, no write, no child process, no code of it, with $label',
  ({ name, missing, program }) => {
    const permission = name === 'node20' ? [] : ['--permission', '--allow-fs-read=*']

    describeWith(missing, 'check', () => {
      it('has a guard that holds', () => {
        project.write('sessions.config.ts', `${CANARY}${LITERAL}`)

        const { code, err } = check(program, permission)

        expect(code).toBe(99)
        expect(err).toContain('sessions.config.ts cannot be executed')
        expect(existsSync(join(project.root, 'executed'))).toBe(false)
      })

      it.each<[string, format: string, (changed: TrialProject) => void, code: number]>([
        ['nothing to say', 'text', () => {}, 0],
        [
          'drift',
          'github',
          (changed) => changed.write('sessions.config.ts', LITERAL.replace('}', `, maxAge: '1h' }`)),
          2,
        ],
        ['an edit', 'json', (changed) => changed.edit('src/sessions/session-errors.ts', '409', '410'), 0],
        [
          'a wrong config',
          'sarif',
          (changed) => changed.write('sessions.config.ts', LITERAL.replace('memory', 'no')),
          1,
        ],
      ])('reads, and does nothing else, where there is %s (%s)', (_, format, change, code) => {
        change(project)
        const before = stateOf(project.root)

        expect(check(program, permission, '--format', format)).toMatchObject({ code })
        expect(stateOf(project.root)).toEqual(before)
      })

      it('refuses by --no-execute a config that is a program, and says what to do', () => {
        project.write('sessions.config.ts', `${CANARY}${LITERAL}`)
        const before = stateOf(project.root)

        expect(check(program, permission, '--no-execute')).toEqual({
          code: 1,
          out: '',
          err: 'error sessions.config.ts is a program, and was not executed\nWrite it as a plain literal, or review it and run this without --no-execute\n',
        })
        expect(stateOf(project.root)).toEqual(before)
      })
    })
  },
)

describe('--no-execute', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['a config that is a program', { 'prettier.config.mjs': `${CANARY}export default {}\n` }],
    ['a plugin', { '.prettierrc': '{ "plugins": ["./plugin.mjs"] }\n', 'plugin.mjs': CANARY }],
    [
      'a config that is somewhere else',
      { '.prettierrc': '"./away.mjs"\n', 'away.mjs': `${CANARY}export default {}\n` },
    ],
    ['a config that is an address', { '.prettierrc': `data:text/javascript,${encodeURIComponent(CANARY)}\n` }],
  ])('executes by --no-execute nothing for the formatter either: %s', (_, files) => {
    Object.entries(files).forEach(([path, text]) => project.write(path, text))

    const ended = check(process.execPath, [], '--no-execute')

    expect(ended).toMatchObject({ code: 0, err: '' })
    expect(ended.out).toContain('was not executed: formatting was not compared')
  })

  it('loads by --no-execute no Prettier that came with the pull request', () => {
    project.write(
      'node_modules/prettier/package.json',
      '{ "name": "prettier", "version": "3.0.0", "main": "index.cjs" }',
    )
    project.write('node_modules/prettier/index.cjs', `require('node:fs').writeFileSync('executed', '')\n`)

    expect(check(process.execPath, [], '--no-execute')).toMatchObject({ code: 0, err: '' })
  })
})

describe('a config that is executed', () => {
  it('is named, in text and in JSON', async () => {
    project.write(
      'sessions.config.ts',
      `const target = (): 'express' => 'express'\nexport default { target: target(), backend: 'memory' }\n`,
    )

    expect((await call(project, 'check')).out).toContain('sessions.config.ts was executed: it is not plain data.')
    expect(JSON.parse((await call(project, 'check', '--json')).out)).toMatchObject({
      executed: true,
      projects: [{ executed: ['sessions.config.ts'] }],
    })
  })

  it('is named, if it is the formatter’s', async () => {
    project.write('prettier.config.mjs', 'export default {}\n')

    expect((await call(project, 'check')).out).toContain('prettier.config.mjs was executed')
  })
})

/** What stands in a folder: each path with its bytes, and when it was changed. */
function stateOf(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .map((path) => {
      const { mtimeNs, ctimeNs, size, mode } = lstatSync(path, { bigint: true })
      return [path, mtimeNs, ctimeNs, size, mode].join(' ')
    })
}
