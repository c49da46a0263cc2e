// The commands as a user runs them; what they print is in snapshots/cli.
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { describeWith, isOnPath } from '../../templates/contracts/services.ts'
import { packageRoot } from '../emit/read-template.ts'
import { main } from './main.ts'
import {
  buildCommandLine,
  type CommandLine,
  type Ended,
  type TrialProject,
  trialProject,
} from './command-line.harness.ts'

const PACKAGE = JSON.stringify({
  name: 'shop',
  type: 'module',
  dependencies: { express: '^5.3.0' },
  devDependencies: { typescript: '^5.9.0' },
})
const COMPILER = JSON.stringify({ compilerOptions: { module: 'nodenext' } })
const APP = `import express from 'express'\n\nexpress().listen(3000)\n`

let cli: CommandLine
/** A project that was scaffolded with `--yes`; each test has a copy of its own. */
let scaffolded: TrialProject
let project: TrialProject

beforeAll(() => {
  cli = buildCommandLine()
  scaffolded = fresh()
  expect(cli.run(scaffolded.root, {}, '--yes')).toMatchObject({ code: 0 })
})
afterAll(() => {
  scaffolded.remove()
  cli.remove()
})
beforeEach(() => {
  project = scaffolded.copy()
})
afterEach(() => project.remove())

function fresh(): TrialProject {
  return trialProject({ 'package.json': PACKAGE, 'tsconfig.json': COMPILER, 'src/app.ts': APP })
}

/** As a process of its own. */
function run(...args: readonly string[]): Ended {
  return cli.run(project.root, {}, ...args)
}

/** The same without starting one. */
async function call(...args: readonly string[]): Promise<Ended> {
  const printed = { out: '', err: '' }
  const code = await main([...args, '--cwd', project.root], {
    out: (text) => (printed.out += `${text}\n`),
    err: (text) => (printed.err += `${text}\n`),
    isInteractive: false,
    hasColours: false,
  })
  return { code, ...printed }
}

/** Compares what a command printed with the file of this name. */
async function expectPrinted(name: string, args: readonly string[], { code, out, err }: Ended): Promise<void> {
  const parts = [`$ create-session ${args.join(' ')}`.trimEnd(), out.trimEnd(), err.trimEnd(), `exit ${code}`]
  await expect(`${parts.filter((part) => part !== '').join('\n\n')}\n`).toMatchFileSnapshot(
    join(packageRoot(), `snapshots/cli/${name}.txt`),
  )
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
  beforeEach(() => {
    project.remove()
    project = fresh()
  })

  it('writes a config and its code, and says what is left to do', async () => {
    const ended = run('--yes')

    expect(ended.code).toBe(0)
    expect(project.read('src/app.ts')).toBe(APP)
    await expectPrinted('scaffold', ['--yes'], ended)
  })

  it('writes a config that is read without being executed', async () => {
    await call('--yes')

    expect(JSON.parse((await call('check', '--json')).out)).toMatchObject({ executed: false, drift: false })
  })

  it('takes answers from flags', async () => {
    const ended = await call('--backend', 'memory', '--output', 'src/lib/session', '--target', 'express')

    expect(ended.code).toBe(0)
    expect(project.read('sessions.config.ts')).toContain(`output: 'src/lib/session'`)
    expect(project.tree().has('src/lib/session/memory-backend.ts')).toBe(true)
  })

  it('writes nothing in a dry run', async () => {
    const before = project.tree()

    const ended = await call('--yes', '--dry-run')

    expect(project.tree()).toEqual(before)
    await expectPrinted('scaffold-dry-run', ['--yes', '--dry-run'], ended)
  })

  it('prints JSON alone where it is asked to', async () => {
    const { changes, sessions } = JSON.parse((await call('--yes', '--json')).out) as {
      changes: object[]
      sessions: object[]
    }

    expect(changes[0]).toEqual({ path: 'sessions.config.ts', kind: 'create', reason: 'new' })
    expect(sessions).toMatchObject([{ target: 'express', backend: 'cookie', output: 'src/sessions' }])
  })

  it.each([
    ['missing-backend', [], 2],
    ['wrong-backend', ['--backend', 'reddis'], 2],
    ['output-outside', ['--yes', '--output', '../elsewhere'], 2],
  ])('writes nothing where it cannot: %s', async (name, args, code) => {
    const before = project.tree()

    const ended = await call(...args)

    expect(ended.code).toBe(code)
    expect(project.tree()).toEqual(before)
    await expectPrinted(name, args, ended)
  })

  it('does not write into a folder that is no project', async () => {
    const ended = run('--yes', '--cwd', 'src')

    expect(ended.code).toBe(1)
    await expectPrinted('no-project', ['--yes', '--cwd', 'src'], ended)
  })

  it('names the flag where no framework is known', async () => {
    project.write('package.json', '{}')

    const ended = await call('--yes')

    expect(ended.code).toBe(2)
    await expectPrinted('missing-target', ['--yes'], ended)
  })

  it('does not write over a file of yours', async () => {
    project.write('src/sessions/index.ts', '// mine\n')
    const before = project.tree()

    const ended = await call('--yes')

    expect(ended.code).toBe(3)
    expect(project.tree()).toEqual(before)
    await expectPrinted('in-the-way', ['--yes'], ended)
  })

  it('writes JavaScript where there is no TypeScript', async () => {
    rmSync(join(project.root, 'tsconfig.json'))
    project.write('package.json', JSON.stringify({ dependencies: { express: '^5.3.0' } }))

    expect((await call('--yes')).code).toBe(0)
    expect(
      [...project.tree().keys()].filter((path) => path.startsWith('src/sessions/') && /[^d]\.m?ts$/.test(path)),
    ).toEqual([])
    expect(project.read('src/sessions/index.mjs')).toContain(`from './`)
    expect(project.tree().has('sessions.config.mjs')).toBe(true)
    expect((await call('check')).code).toBe(0)
  })
})

describe('create-session, where there is a config', () => {
  it('generates', async () => {
    project.edit('sessions.config.ts', '14d', '7d')

    expect((await call('--yes')).code).toBe(0)
    expect(project.read('src/sessions/session-lifetime.ts')).toContain('7 * 24 * 60 * 60')
  })

  it('does not take answers that are the config’s to give', async () => {
    const ended = await call('--backend', 'memory')

    expect(ended.code).toBe(2)
    await expectPrinted('answer-with-config', ['--backend', 'memory'], ended)
  })
})

describe('generate', () => {
  it('changes nothing the second time, and says so', async () => {
    const before = project.tree()

    const ended = await call('generate')

    expect(project.tree()).toEqual(before)
    await expectPrinted('generate-nothing', ['generate'], ended)
  })

  it('writes what a change of the config changes', async () => {
    project.edit('sessions.config.ts', '14d', '7d')

    const ended = await call('generate')

    await expectPrinted('generate-changed', ['generate'], ended)
    expect((await call('check')).code).toBe(0)
  })

  it('says in a dry run what it would do, and writes nothing', async () => {
    project.edit('sessions.config.ts', '14d', '7d')
    const before = project.tree()

    const ended = await call('generate', '--dry-run')

    expect(project.tree()).toEqual(before)
    await expectPrinted('generate-dry-run', ['generate', '--dry-run'], ended)
  })

  it('keeps an edit that nothing new is for', async () => {
    project.edit('src/sessions/session-errors.ts', '409', '410')
    project.edit('sessions.config.ts', '14d', '7d')

    const ended = await call('generate')

    expect(ended.code).toBe(0)
    expect(project.read('src/sessions/session-errors.ts')).toContain('410')
    await expectPrinted('generate-kept', ['generate'], ended)
  })

  it('writes nothing at all where an edited file would change', async () => {
    project.write('src/sessions/session-lifetime.ts', `${project.read('src/sessions/session-lifetime.ts')}// mine\n`)
    project.edit('sessions.config.ts', '14d', '7d')
    const before = project.tree()

    const ended = await call('generate')

    expect(ended.code).toBe(3)
    expect(project.tree()).toEqual(before)
    await expectPrinted('generate-refused', ['generate'], ended)
  })

  it('deletes what a backend leaves behind, and keeps what you edited of it', async () => {
    project.write('src/sessions/seal.ts', `${project.read('src/sessions/seal.ts')}// mine\n`)
    project.edit('sessions.config.ts', `'cookie'`, `'memory'`)

    const ended = await call('generate')

    expect(ended.code).toBe(0)
    expect(project.tree().has('src/sessions/seal.ts')).toBe(true)
    expect(project.tree().has('src/sessions/cookie-backend.ts')).toBe(false)
    expect((await call('check')).code).toBe(0)
    await expectPrinted('generate-other-backend', ['generate'], ended)
  })

  it('S-C1 says everything that is wrong with a config, and writes nothing', async () => {
    project.edit('sessions.config.ts', `maxAge: '14d'`, `max_age: '14d',\n  sameSite: 'Strict'`)
    const before = project.tree()

    const ended = await call('generate')

    expect(ended.code).toBe(2)
    expect(project.tree()).toEqual(before)
    await expectPrinted('config-invalid', ['generate'], ended)
  })

  it('gives the same bytes in another folder, time zone and locale', async () => {
    const other = fresh()
    other.write('sessions.config.ts', project.read('sessions.config.ts'))

    cli.run(other.root, { TZ: 'Pacific/Chatham', LC_ALL: 'tr_TR.UTF-8' }, 'generate')

    expect(other.tree()).toEqual(project.tree())
    other.remove()
  })

  it('S-C3 writes each of several sessions into a folder of its own', async () => {
    project.write(
      'sessions.config.ts',
      `export default { sessions: { user: { key: 'user' }, admin: { key: 'admin', maxAge: '1h' } } }\n`,
    )

    expect((await call('generate')).code).toBe(0)
    expect(project.read('src/sessions/user/session-cookie.ts')).toContain('__Host-user')
    expect(project.read('src/sessions/admin/session-cookie.ts')).toContain('__Host-admin')
    expect(project.tree().has('src/sessions/index.ts')).toBe(false)
    expect((await call('check')).code).toBe(0)
  })
})

describe('check', () => {
  it('is content with what was generated', async () => {
    await expectPrinted('check-clean', ['check'], await call('check'))
  })

  it('names each file that differs, and why', async () => {
    project.edit('sessions.config.ts', '14d', '7d')
    rmSync(join(project.root, 'src/sessions/middleware.ts'))
    rmSync(join(project.root, 'src/sessions/README.md'))
    project.edit('src/sessions/session-errors.ts', '409', '410')
    project.write('src/sessions/connection.ts', project.read('src/sessions/connection.ts').replaceAll('\n', '\r\n'))
    project.write('src/sessions/session-id.ts', project.read('src/sessions/session-id.ts').replaceAll('  ', '      '))

    const ended = await call('check')

    expect(ended.code).toBe(2)
    await expectPrinted('check-drift', ['check'], ended)
  })

  it('is content with an edit that nothing new is for, and names it', async () => {
    project.edit('src/sessions/session-errors.ts', '409', '410')

    const ended = await call('check')

    expect(ended.code).toBe(0)
    await expectPrinted('check-edited', ['check'], ended)
  })

  it('fails with 1, not 2, where it cannot tell', async () => {
    project.edit('sessions.config.ts', `maxAge: '14d'`, `maxAge: '14 days'`)

    const ended = await call('check')

    expect(ended.code).toBe(1)
    await expectPrinted('check-invalid', ['check'], ended)
  })

  it('finds every change of a byte', async () => {
    const path = 'src/sessions/session-lifetime.ts'
    const text = project.read(path)
    for (const at of [0, Math.floor(text.length / 2), text.length - 2]) {
      project.write(path, `${text.slice(0, at)}~${text.slice(at + 1)}`)
      expect(JSON.parse((await call('check', '--json')).out)).toMatchObject({
        changes: expect.arrayContaining([{ path, kind: 'keep', reason: 'edited' }]),
      })
    }
  })

  it('writes nothing', async () => {
    project.edit('sessions.config.ts', '14d', '7d')
    const before = project.tree()

    await call('check')
    await call('diff')

    expect(project.tree()).toEqual(before)
  })

  it('adopts files that are as they would be generated where the manifest is lost', async () => {
    rmSync(join(project.root, '.sessions'), { recursive: true })

    expect((await call('check')).code).toBe(0)
    expect((await call('generate')).code).toBe(0)
    expect(project.tree()).toEqual(scaffolded.tree())
  })
})

describe('diff', () => {
  it('shows what would change, line by line', async () => {
    project.edit('sessions.config.ts', '14d', '7d')

    await expectPrinted('diff', ['diff'], await call('diff'))
  })

  it('ends in silence when its reader does', () => {
    project.edit('sessions.config.ts', `'cookie'`, `'memory'`)

    const { status, stderr } = spawnSync('sh', ['-c', `${cli.program} diff | head -n 1`], {
      cwd: project.root,
      encoding: 'utf8',
    })

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  it('says nothing where nothing would', async () => {
    expect(await call('diff')).toEqual({ code: 0, out: '', err: '' })
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
      project.remove()
      project = fresh()

      const shown = await onTerminal(cli.program, [
        [/Where are sessions kept\?/, '\u001b[B\r'],
        [/Which folder is for the code\?/, '\r'],
      ])

      expect(shown).toContain('files created.')
      expect(project.read('sessions.config.ts')).toContain(`backend: 'memory'`)
    })

    it('writes nothing where a question is cancelled', async () => {
      project.remove()
      project = fresh()
      const before = project.tree()

      const shown = await onTerminal(cli.program, [[/Where are sessions kept\?/, '\u0003']])

      expect(shown).toContain('Nothing was written')
      expect(project.tree()).toEqual(before)
    })

    it('uses colours there, and none with NO_COLOR', async () => {
      project.edit('sessions.config.ts', '14d', '7d')

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
