// The program as a user starts it: a process of its own, built.
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { describeWith, isOnPath } from '../../templates/contracts/services.ts'
import { packageRoot } from '../emit/read-template.ts'
import { buildCommandLine, type CommandLine } from './command-line.harness.ts'
import { APP, type Ended, expectPrinted, expressProject, type TrialProject } from './trial-project.harness.ts'

const CONFIG = `export default { backend: 'memory' }\n`

let cli: CommandLine
let project: TrialProject

beforeAll(() => {
  cli = buildCommandLine()
})
afterAll(() => cli.remove())
beforeEach(() => {
  project = expressProject()
})
afterEach(() => project.remove())

function run(...args: readonly string[]): Ended {
  return cli.run(project.root, {}, ...args)
}

describe('help', () => {
  it.each([
    ['help', ['--help']],
    ['help-generate', ['generate', '--help']],
    ['help-check', ['check', '--help']],
    ['help-diff', ['diff', '--help']],
    ['help-secret', ['secret', '--help']],
    ['help-list', ['list', '--help']],
  ])('%s', async (name, args) => {
    await expectPrinted(name, args, run(...args))
  })

  it('prints the version of the package and nothing else', () => {
    const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string }

    expect(run('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' })
  })

  it.each([
    ['unknown-command', ['chekc'], 2],
    ['unknown-flag', ['--taget', 'express'], 2],
    ['flag-without-value', ['generate', '--config'], 2],
    ['flag-without-value-check', ['check', '--config'], 1],
  ])('says what is wrong with what was typed: %s', async (name, args, code) => {
    const ended = run(...args)

    expect(ended.code).toBe(code)
    await expectPrinted(name, args, ended)
  })
})

describe('create-session', () => {
  it('writes a config and its code, and says what is left to do', async () => {
    const ended = run('--yes')

    expect(ended.code).toBe(0)
    expect(project.read('src/app.ts')).toBe(APP)
    await expectPrinted('scaffold', ['--yes'], ended)
  })

  it('does not write into a folder that is no project', async () => {
    const ended = run('--yes', '--cwd', 'src')

    expect(ended.code).toBe(1)
    await expectPrinted('no-project', ['--yes', '--cwd', 'src'], ended)
  })

  it('gives the same bytes in another folder, time zone and locale', () => {
    const other = expressProject()

    run('--yes')
    cli.run(other.root, { TZ: 'Pacific/Chatham', LC_ALL: 'tr_TR.UTF-8' }, '--yes')

    expect(other.tree()).toEqual(project.tree())
    other.remove()
  })

  it('ends in silence when its reader does', () => {
    project.write('sessions.config.ts', CONFIG)

    const { status, stderr } = spawnSync('sh', ['-c', `${cli.program} diff | head -n 1`], {
      cwd: project.root,
      encoding: 'utf8',
    })

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })
})

describe('secret', () => {
  it('S-K4 prints a key of 32 bytes, base64url, and nothing else', () => {
    const { code, out, err } = run('secret')

    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^[A-Za-z0-9_-]{43}\n$/)
    expect(Buffer.from(out.trim(), 'base64url')).toHaveLength(32)
    expect(run('secret').out).not.toBe(out)
  })
})

describe('list', () => {
  it('lists targets and backends', async () => {
    await expectPrinted('list', ['list'], run('list'))
  })

  it('lists them for programs', () => {
    const { targets, backends } = JSON.parse(run('list', '--json').out) as Record<string, { name: string }[]>

    expect(targets?.map(({ name }) => name)).toEqual(['express', 'fastify', 'hono'])
    expect(backends?.map(({ name }) => name)).toEqual(['cookie', 'memory', 'file', 'redis'])
  })
})

describeWith(
  isOnPath('script') ? null : 'script is not on PATH (Debian: apt-get install bsdutils)',
  'on a terminal',
  () => {
    it('asks where sessions are kept, and which folder is for the code', async () => {
      const shown = await onTerminal(cli.program, [
        [/Where are sessions kept\?/, '\u001b[B\r'],
        [/Which folder is for the code\?/, '\r'],
      ])

      expect(shown).toContain('files created.')
      expect(project.read('sessions.config.ts')).toContain(`backend: 'memory'`)
    })

    it('writes nothing where a question is cancelled', async () => {
      const before = project.tree()

      const shown = await onTerminal(cli.program, [[/Where are sessions kept\?/, '\u0003']])

      expect(shown).toContain('Nothing was written')
      expect(project.tree()).toEqual(before)
    })

    it('uses colours there, and none with NO_COLOR', async () => {
      project.write('sessions.config.ts', CONFIG)

      expect(await onTerminal(`${cli.program} check`, [])).toContain('\u001b[')
      expect(await onTerminal(`NO_COLOR=1 ${cli.program} check`, [])).not.toContain('\u001b[')
    })
  },
)

/** Runs a line of a shell on a terminal; once something is shown, the next answer is typed. */
function onTerminal(line: string, answers: readonly (readonly [shown: RegExp, typed: string])[]): Promise<string> {
  return new Promise((resolve) => {
    const { CI: _ci, NO_COLOR: _noColour, ...env } = process.env
    const child = spawn('script', ['-qec', `stty cols 100 rows 40; ${line}`, '/dev/null'], {
      cwd: project.root,
      env: { ...env, TERM: 'xterm' },
    })
    const left = [...answers]
    let shown = ''
    child.stdout.on('data', (chunk: Buffer) => {
      shown += chunk.toString()
      const [next] = left
      if (next !== undefined && next[0].test(shown)) {
        left.shift()
        child.stdin.write(next[1])
      }
    })
    child.on('close', () => resolve(shown))
  })
}
