import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { APP, call, expectPrinted, expressProject, type TrialProject } from './trial-project.harness.ts'

const QUIET = ['--yes', '--no-install'] as const
const WIREABLE = `import express from 'express'\n\nconst app = express()\napp.get('/', (request, response) => response.end())\napp.listen(3000)\n`

let project: TrialProject

beforeEach(() => {
  project = expressProject()
})
afterEach(() => {
  project.remove()
  vi.unstubAllEnvs()
})

describe('create-session', () => {
  it('writes a config that is read without being executed', async () => {
    await call(project, ...QUIET)

    expect(JSON.parse((await call(project, 'check', '--json')).out)).toMatchObject({ executed: false })
    expect((await call(project, 'check')).code).toBe(0)
  })

  it('takes answers from flags', async () => {
    const flags = ['--backend', 'redis', '--client', 'ioredis', '--max-age', '30m', '--absolute-timeout', '12h']
    const ended = await call(project, ...flags, '--output', 'src/lib/session', '--target', 'express')

    expect(ended.code).toBe(0)
    expect(project.read('sessions.config.ts')).toContain(`output: 'src/lib/session'`)
    expect(project.read('sessions.config.ts')).toContain(`backend: { type: 'redis', client: 'ioredis' }`)
    expect(project.read('sessions.config.ts')).toMatch(/maxAge: '30m',\n.*\n\s+absoluteTimeout: '12h'/)
    expect(project.read('src/lib/session/redis-backend.ts')).toContain(`from 'ioredis'`)
  })

  it('takes the client that the project has', async () => {
    project.edit('package.json', '"express":', '"ioredis":"^6.0.0","express":')

    await call(project, '--backend', 'redis', '--no-install')

    expect(project.read('sessions.config.ts')).toContain(`client: 'ioredis'`)
  })

  it('writes nothing in a dry run', async () => {
    const before = project.tree()

    const ended = await call(project, '--yes', '--dry-run')

    expect(project.tree()).toEqual(before)
    await expectPrinted('scaffold-dry-run', ['--yes', '--dry-run'], ended)
  })

  it('prints JSON alone where it is asked to', async () => {
    const printed = JSON.parse((await call(project, ...QUIET, '--json')).out) as Record<string, readonly object[]>

    expect(printed['changes']?.[0]).toEqual({ path: 'sessions.config.ts', kind: 'create', reason: 'new' })
    expect(printed['sessions']).toMatchObject([{ target: 'express', backend: 'cookie', output: 'src/sessions' }])
    expect(printed).toMatchObject({ commands: ['npm install'], installed: false, secrets: { kind: 'written' } })
    expect(printed['edits']?.map((edit) => Object.values(edit)[0])).toEqual([
      'package.json',
      '.env.example',
      '.gitignore',
    ])
  })

  it.each([
    ['missing-backend', [], 2],
    ['wrong-backend', ['--backend', 'reddis'], 2],
    ['wrong-client', ['--backend', 'redis', '--client', 'redis'], 2],
    ['wrong-max-age', ['--yes', '--max-age', 'soon'], 2],
    ['output-outside', ['--yes', '--output', '../elsewhere'], 2],
  ])('writes nothing where it cannot: %s', async (name, args, code) => {
    const before = project.tree()

    const ended = await call(project, ...args)

    expect(ended.code).toBe(code)
    expect(project.tree()).toEqual(before)
    await expectPrinted(name, args, ended)
  })

  it('names the flag where no framework is known', async () => {
    project.write('package.json', '{}')

    const ended = await call(project, '--yes')

    expect(ended.code).toBe(2)
    await expectPrinted('missing-target', ['--yes'], ended)
  })

  it('names the package that it is for, at the root of a workspace', async () => {
    project.write('package.json', '{ "workspaces": ["packages/*"] }')
    project.write('packages/api/package.json', '{ "dependencies": { "express": "^5.3.0" } }')
    project.write('packages/ui/package.json', '{}')
    const before = project.tree()

    const ended = await call(project, '--yes')

    expect(project.tree()).toEqual(before)
    await expectPrinted('workspace-root', ['--yes'], ended)
  })

  it.each([[[]], [['--dry-run']]])('does not write over a file of yours: %j', async (more) => {
    project.write('src/sessions/index.ts', '// mine\n')
    const before = project.tree()

    const ended = await call(project, '--yes', ...more)

    expect(ended.code).toBe(3)
    expect(project.tree()).toEqual(before)
    await expectPrinted(['in-the-way', ...more].join(''), ['--yes', ...more], ended)
  })

  it('writes JavaScript where there is no TypeScript', async () => {
    rmSync(join(project.root, 'tsconfig.json'))
    project.write('package.json', JSON.stringify({ dependencies: { express: '^5.3.0' } }))

    expect((await call(project, ...QUIET)).code).toBe(0)
    expect(
      [...project.tree().keys()].filter((path) => path.startsWith('src/sessions/') && /[^d]\.m?ts$/.test(path)),
    ).toEqual([])
    expect(project.read('src/sessions/index.mjs')).toContain(`from './`)
    expect(project.tree().has('sessions.config.mjs')).toBe(true)
    expect((await call(project, 'check')).code).toBe(0)
  })
})

describe('the application', () => {
  it('is wired in', async () => {
    project.write('src/app.ts', WIREABLE)

    const ended = await call(project, ...QUIET, '--no-env')

    expect(project.read('src/app.ts')).toContain(`import { sessions } from './sessions/index.js'\n`)
    expect(project.read('src/app.ts')).toContain(`const app = express()\napp.use(sessions())\napp.get(`)
    await expectPrinted('scaffold-wired', [...QUIET, '--no-env'], ended)
  })

  it('is left alone with --no-wire, and what to paste is shown', async () => {
    project.write('src/app.ts', WIREABLE)

    const { out } = await call(project, ...QUIET, '--no-wire')

    expect(project.read('src/app.ts')).toBe(WIREABLE)
    expect(out).toContain('app.use(session)')
  })

  it('is left alone where there is no place for it, and what to paste is shown', async () => {
    const { code, out } = await call(project, ...QUIET)

    expect([code, project.read('src/app.ts')]).toEqual([0, APP])
    expect(out).toContain('It was not done for you')
    expect(out).toContain(`import { sessions } from './sessions/index.js'`)
  })

  it('is taken back by undo, with all the rest but the key and what keeps it out of git', async () => {
    project.write('src/app.ts', WIREABLE)
    const before = project.tree()
    await call(project, ...QUIET)

    expect((await call(project, 'undo')).code).toBe(0)

    const after = new Map(project.tree())
    expect(after.get('.env')).toMatch(/^SESSION_SECRETS=/)
    expect(after.get('.gitignore')).toBe('.env\n')
    after.delete('.env')
    after.delete('.gitignore')
    expect([...after].filter(([path]) => !path.startsWith('.sessions/'))).toEqual([...before])
  })
})

describe('package.json', () => {
  it('has create-session in this very version, and scripts', async () => {
    await call(project, ...QUIET)

    const { devDependencies, scripts } = JSON.parse(project.read('package.json')) as Record<string, object>
    expect(devDependencies).toEqual({
      typescript: '^5.9.0',
      'create-session': expect.stringMatching(/^\d+\.\d+\.\d+$/),
    })
    expect(Object.keys(scripts ?? {})).toEqual(['sessions:check', 'sessions:generate'])
  })

  it('is left alone with --no-package', async () => {
    const before = project.read('package.json')

    const { out } = await call(project, '--backend', 'redis', '--no-package')

    expect(project.read('package.json')).toBe(before)
    expect(out).toContain(`npm install 'redis@^6.3.1'`)
  })
})

describe('installing', () => {
  /** Programs of these names that write down how they were called, and end as they are told. */
  function shims(exitCode: number): () => string {
    for (const name of ['npm', 'pnpm', 'yarn', 'bun']) {
      project.write(`.shims/${name}`, `#!/bin/sh\necho "$(basename "$0") $* in $PWD" >> "$0.log"\nexit ${exitCode}\n`)
      chmodSync(join(project.root, '.shims', name), 0o755)
    }
    vi.stubEnv('PATH', [join(project.root, '.shims'), process.env['PATH']].join(delimiter))
    return () =>
      ['npm', 'pnpm', 'yarn', 'bun']
        .map((name) => join(project.root, '.shims', `${name}.log`))
        .flatMap((file) => (existsSync(file) ? [readFileSync(file, 'utf8')] : []))
        .join('')
  }

  it.each([
    ['package-lock.json', 'npm'],
    ['pnpm-lock.yaml', 'pnpm'],
    ['yarn.lock', 'yarn'],
    ['bun.lock', 'bun'],
  ])('is done by the package manager of %s, once the files are there', async (lock, manager) => {
    const calls = shims(0)
    project.write(lock, '')

    const ended = await call(project, '--yes')

    expect(ended.code).toBe(0)
    expect(ended.out).toContain(`$ ${manager} install\n`)
    expect(calls()).toBe(`${manager} install in ${project.root}\n`)
  })

  it.each([
    ['--no-install', ['--yes', '--no-install']],
    ['nobody who agreed', ['--backend', 'memory']],
    ['a dry run', ['--yes', '--dry-run']],
  ])('is not done with %s', async (_name, args) => {
    const calls = shims(0)

    const ended = await call(project, ...args)

    expect([ended.code, calls()]).toEqual([0, ''])
    expect(ended.out).toContain('npm install')
  })

  it('is done with --install where nobody can agree', async () => {
    const calls = shims(0)

    await call(project, '--backend', 'memory', '--install')

    expect(calls()).toContain('npm install')
  })

  it('keeps what was written where it fails, and says what to run again', async () => {
    shims(7)

    const ended = await call(project, '--yes')

    expect(ended.code).toBe(1)
    expect(ended.err).toContain('`npm install` failed; what was written stays')
    expect(project.tree().has('src/sessions/index.ts')).toBe(true)
    expect((await call(project, 'check')).code).toBe(0)
  })

  it('fails for a program that is not there', async () => {
    project.write('pnpm-lock.yaml', '')
    vi.stubEnv('PATH', join(project.root, '.nothing'))

    expect(await call(project, '--yes')).toMatchObject({ code: 1 })
  })

  it('leaves standard output to JSON', async () => {
    shims(0)

    expect(JSON.parse((await call(project, '--yes', '--json')).out)).toMatchObject({ installed: true })
  })
})

describe('the key', () => {
  const isIn = (text: string): boolean => /SESSION_SECRETS=[\w-]{43}/.test(text)

  it('S-K4 is written into .env alone, which git ignores then', async () => {
    spawnSync('git', ['init', '--quiet'], { cwd: project.root })

    const ended = await call(project, ...QUIET)

    const holding = [...project.tree()].filter(([, text]) => isIn(text)).map(([path]) => path)
    expect(holding).toEqual(['.env'])
    expect(isIn(ended.out + ended.err)).toBe(false)
    expect(statSync(join(project.root, '.env')).mode & 0o777).toBe(0o600)
    expect(spawnSync('git', ['check-ignore', '.env'], { cwd: project.root }).status).toBe(0)
    expect(project.read('.env.example')).toContain('SESSION_SECRETS=\n')
  })

  it('is not written where git tracks .env', async () => {
    project.write('.env', 'PORT=3000\n')
    spawnSync('sh', ['-c', 'git init --quiet && git add .env'], { cwd: project.root })

    const { code, out } = await call(project, ...QUIET)

    expect([code, project.read('.env')]).toEqual([0, 'PORT=3000\n'])
    expect(out).toContain('Nothing was written into .env: git tracks it')
  })

  it.each([
    ['--no-env', ['--yes', '--no-install', '--no-env']],
    ['nobody who agreed', ['--backend', 'cookie']],
    ['a backend that needs none', ['--yes', '--no-install', '--backend', 'memory']],
  ])('is not written with %s', async (_name, args) => {
    await call(project, ...args)

    expect([...project.tree().keys()].filter((path) => /^\.(env|git)/.test(path))).toEqual([])
  })

  it('is written with --env where nobody can agree', async () => {
    await call(project, '--backend', 'cookie', '--env')

    expect(isIn(project.read('.env'))).toBe(true)
  })
})
