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
    const ended = run('--yes', '--no-install')

    expect(ended.code).toBe(0)
    expect(project.read('src/app.ts')).toBe(APP)
    await expectPrinted('scaffold', ['--yes', '--no-install'], ended)
  })

  it('does not write into a folder that is no project', async () => {
    const ended = run('--yes', '--cwd', 'src')

    expect(ended.code).toBe(1)
    await expectPrinted('no-project', ['--yes', '--cwd', 'src'], ended)
  })

  it('gives the same bytes in another folder, time zone and locale', () => {
    const other = expressProject()

    run('--yes', '--no-install', '--no-env')
    const env = { TZ: 'Pacific/Chatham', LC_ALL: 'tr_TR.UTF-8' }
    cli.run(other.root, env, '--yes', '--no-install', '--no-env')

    // What takes a run back is of use on one disk alone, and knows it.
    const trees = [project, other].map(({ tree }) => [...tree()].filter(([path]) => path !== '.sessions/undo.json'))
    expect(trees[1]).toEqual(trees[0])
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

    expect(targets?.map(({ name }) => name)).toEqual(['express', 'fastify', 'hono', 'node', 'koa', 'fetch', 'sveltekit'])
    expect(backends?.map(({ name }) => name)).toEqual(['cookie', 'memory', 'file', 'redis', 'postgres'])
  })
})

describeWith(
  isOnPath('script') ? null : 'script is not on PATH (Debian: apt-get install bsdutils)',
  'on a terminal',
  () => {
    it('asks where sessions are kept, how long they last, and which folder is for the code', async () => {
      const shown = await onTerminal(`${cli.program} --no-install`, [
        [/Where are sessions kept\?/, '\u001b[B\r'],
        [/How long does a session last\?/, '\u001b[B\u001b[B\r'],
        [/Which folder is for the code\?/, '\r'],
        [/Do all of that\?/, '\r'],
      ])

      expect(shown).toContain('Found: Express ^5.3.0, Node.js, TypeScript, ES modules, npm')
      expect(shown).toContain('files created.')
      expect(project.read('sessions.config.ts')).toContain(`backend: 'memory'`)
      expect(project.read('sessions.config.ts')).toMatch(/maxAge: '30m',\n.*\n\s+absoluteTimeout: '12h'/)
    })

    it('offers first what the project has, and shows the edit of the application before it asks', async () => {
      project.edit('package.json', '"express":', '"ioredis":"^6.0.0","express":')
      project.write('src/app.ts', `import express from 'express'\n\nconst app = express()\napp.listen(3000)\n`)

      const shown = await onTerminal(`NO_COLOR=1 ${cli.program} --no-install`, [
        [/Where are sessions kept\?/, '\r'],
        [/How long does a session last\?/, '\r'],
        [/Which folder is for the code\?/, '\r'],
        [/Do all of that\?/, '\r'],
      ])

      const [before = ''] = shown.split('Do all of that?')
      expect(before).toContain('your project has ioredis')
      expect(before).toMatch(/edit\s+src\/app\.ts/)
      expect(before).toContain('+const client = new Redis(')
      expect(project.read('sessions.config.ts')).toContain(`backend: { type: 'redis', client: 'ioredis' }`)
      expect(project.read('src/app.ts')).toContain('app.use(sessions({ client }))')
    })

    it('takes another time, once it is one', async () => {
      await onTerminal(`${cli.program} --no-install --backend memory --output src/visits`, [
        [/How long does a session last\?/, '\u001b[A\r'],
        [/For how long may it be unused\?/, 'soon\r'],
        [/Say it as/, '\u007f\u007f\u007f\u007f36h\r'],
        [/Do all of that\?/, '\r'],
      ])

      expect(project.read('sessions.config.ts')).toContain(`maxAge: '36h'`)
    })

    it.each([
      ['the first question', [[/Where are sessions kept\?/, '\u0003']]],
      [
        'the last one',
        [
          [/Where are sessions kept\?/, '\r'],
          [/How long does a session last\?/, '\r'],
          [/Which folder is for the code\?/, '\r'],
          [/Do all of that\?/, '\u0003'],
        ],
      ],
      [
        'a plan that is not agreed to',
        [
          [/Where are sessions kept\?/, '\r'],
          [/How long does a session last\?/, '\r'],
          [/Which folder is for the code\?/, '\r'],
          [/Do all of that\?/, 'n'],
        ],
      ],
    ] as const)('leaves nothing where somebody changes their mind at %s', async (_name, answers) => {
      const before = project.tree()

      const shown = await onTerminal(cli.program, answers)

      expect(shown).toContain('Nothing was written')
      expect(project.tree()).toEqual(before)
    })

    it('asks nothing there in CI, and names the flag that is missing', async () => {
      const shown = await onTerminal(`CI=true ${cli.program}; echo "exit $?"`, [])

      expect(shown).toContain('--backend is missing')
      expect(shown).toContain('exit 2')
    })

    it('does not break lines to letters on a terminal that says it has no columns', async () => {
      const shown = await onTerminal(cli.program, [[/Where are sessions kept\?/, '\u0003']], 0)

      expect(shown).toContain('Where are sessions kept?')
    })

    it('uses colours there, and none with NO_COLOR', async () => {
      project.write('sessions.config.ts', CONFIG)

      expect(await onTerminal(`${cli.program} check`, [])).toContain('\u001b[')
      expect(await onTerminal(`NO_COLOR=1 ${cli.program} check`, [])).not.toContain('\u001b[')
    })
  },
)

/** Runs a line of a shell on a terminal; once something is shown, the next answer is typed. */
function onTerminal(
  line: string,
  answers: readonly (readonly [shown: RegExp, typed: string])[],
  columns = 100,
): Promise<string> {
  return new Promise((resolve) => {
    const { CI: _ci, NO_COLOR: _noColour, ...env } = process.env
    const child = spawn('script', ['-qec', `stty cols ${columns} rows 40; ${line}`, '/dev/null'], {
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
