import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../templates/contracts/services.ts'
import { readProjectFacts } from '../plan/project-facts.ts'
import { commandText } from './installation.ts'
import { planSetup, type Setup, type SetupInput } from './setup.ts'

const SELF = { name: 'create-session', range: '0.1.0' }
const DRIVER = { name: 'redis', range: '^6.3.1' }
const MANIFEST = '{\n  "dependencies": {\n    "express": "^5.3.0"\n  }\n}\n'

let folder: ReturnType<typeof temporaryFolder>

beforeEach(() => {
  folder = temporaryFolder('setup')
  put('package.json', MANIFEST)
})
afterEach(() => folder.remove())

function put(path: string, text = ''): void {
  mkdirSync(dirname(join(folder.path, path)), { recursive: true })
  writeFileSync(join(folder.path, path), text)
}

function plan(more: Partial<SetupInput> = {}): Setup {
  return planSetup({
    root: folder.path,
    facts: readProjectFacts(folder.path),
    plans: [{ secretsVariable: null, privateFolder: null }],
    self: SELF,
    drivers: [],
    editsPackage: true,
    writesEnvironment: false,
    ...more,
  })
}

const commands = (setup: Setup): readonly string[] => setup.commands.map(commandText)

describe('planSetup', () => {
  it('makes this very version a part of the project, with scripts and the driver', () => {
    const setup = plan({ drivers: [DRIVER] })

    expect(JSON.parse(setup.put.get('package.json') ?? '')).toEqual({
      dependencies: { express: '^5.3.0', redis: '^6.3.1' },
      devDependencies: { 'create-session': '0.1.0' },
      scripts: { 'sessions:check': 'create-session check', 'sessions:generate': 'create-session generate' },
    })
    expect(setup.seen).toEqual(new Map([['package.json', MANIFEST]]))
    expect(setup.edits).toEqual([
      {
        path: 'package.json',
        what: 'dependencies.redis, devDependencies.create-session, scripts.sessions:check, scripts.sessions:generate',
      },
    ])
  })

  it('has nothing to do the second time', () => {
    put('package.json', plan({ drivers: [DRIVER] }).put.get('package.json'))

    expect(plan({ drivers: [DRIVER] })).toEqual({
      put: new Map(),
      seen: new Map(),
      edits: [],
      commands: [],
      secrets: null,
      notes: [],
    })
  })

  it.each([
    ['package-lock.json', 'npm install'],
    ['pnpm-lock.yaml', 'pnpm install'],
    ['yarn.lock', 'yarn install'],
    ['bun.lock', 'bun install'],
  ])('installs by the package manager of %s', (lock, command) => {
    put(lock)

    expect(commands(plan())).toEqual([command])
  })

  it.each([
    ['package-lock.json', "npm install 'redis@^6.3.1'"],
    ['pnpm-lock.yaml', "pnpm add 'redis@^6.3.1'"],
    ['yarn.lock', "yarn add 'redis@^6.3.1'"],
    ['bun.lock', "bun add 'redis@^6.3.1'"],
  ])('leaves package.json to the package manager of %s where it is not to be edited', (lock, command) => {
    put(lock)
    const setup = plan({ drivers: [DRIVER], editsPackage: false })

    expect(commands(setup)).toEqual([command])
    expect(setup.put.size).toBe(0)
  })

  it('takes the package manager of the workspace around it', () => {
    put('pnpm-lock.yaml')
    put('packages/api/package.json', MANIFEST)
    const root = join(folder.path, 'packages/api')

    expect(commands(plan({ root, facts: readProjectFacts(root) }))).toEqual(['pnpm install'])
  })

  it('adds to deno.json by deno, where there is no package.json', () => {
    const root = join(folder.path, 'deno')
    put('deno/deno.json', '{ "imports": { "hono": "jsr:@hono/hono@^4" } }')

    expect(commands(plan({ root, facts: readProjectFacts(root), drivers: [DRIVER] }))).toEqual([
      "deno add 'npm:redis@^6.3.1'",
      'deno add -D npm:create-session@0.1.0',
    ])
  })

  it('leaves a package.json that is a link, and says so', () => {
    const root = join(folder.path, 'linked')
    mkdirSync(root)
    symlinkSync('../package.json', join(root, 'package.json'))
    const setup = plan({ root, facts: readProjectFacts(root) })

    expect(setup.put.size).toBe(0)
    expect(setup.notes).toEqual(['package.json is a symbolic link: it stays as it is'])
  })

  it('says which script of yours stands in the place of one of its own', () => {
    put('package.json', '{ "scripts": { "sessions:check": "mine" } }')

    expect(plan().notes).toEqual(['package.json has scripts.sessions:check already: they stay as they are'])
  })

  describe('the environment', () => {
    const plans = [{ secretsVariable: 'SESSION_SECRETS', privateFolder: null }]

    it('is asked for: a line for .env.example and .gitignore, and a key in .env', () => {
      put('.gitignore', 'node_modules\n')
      const setup = plan({ plans, writesEnvironment: true, editsPackage: false })

      expect([...setup.put.keys()]).toEqual(['.env.example', '.gitignore'])
      expect(setup.put.get('.env.example')).toMatch(/^SESSION_SECRETS=$/m)
      expect(setup.put.get('.gitignore')).toBe('node_modules\n.env\n')
      expect(setup.secrets).toEqual({ variables: ['SESSION_SECRETS'], outlook: { kind: 'written' } })
    })

    it('holds no secret in anything that is staged', () => {
      put('.env', 'PORT=3000\nSESSION_SECRETS=hush\n')
      const setup = plan({ plans, writesEnvironment: true })

      expect([...setup.put.keys()]).not.toContain('.env')
      expect(JSON.stringify([...setup.put, ...setup.seen])).not.toContain('hush')
      expect(setup.secrets?.outlook).toEqual({ kind: 'already-there' })
    })

    it.each([
      ['no consent', plans, false],
      ['a backend that needs none', [{ secretsVariable: null, privateFolder: null }], true],
    ])('is left alone for %s', (_name, given, writesEnvironment) => {
      const setup = plan({ plans: given, writesEnvironment, editsPackage: false })

      expect([setup.put.size, setup.secrets]).toEqual([0, null])
    })

    it('keeps the folder of sessions out of the repository, as git itself sees it', () => {
      spawnSync('git', ['init', '--quiet'], { cwd: folder.path })
      const folders = [{ secretsVariable: null, privateFolder: 'var/sessions' }]
      const setup = plan({ plans: folders, writesEnvironment: true, editsPackage: false })
      expect([...setup.put]).toEqual([['.gitignore', '/var/sessions/\n']])
      expect(setup.edits).toEqual([{ path: '.gitignore', what: 'var/sessions/' }])

      put('.gitignore', setup.put.get('.gitignore'))
      put('var/sessions/a', 'a session')
      const { stdout } = spawnSync('git', ['status', '--porcelain', '-uall'], { cwd: folder.path, encoding: 'utf8' })
      expect(stdout).not.toContain('var/sessions')
      expect(plan({ plans: folders, writesEnvironment: true, editsPackage: false }).put.size).toBe(0)
    })

    it('leaves what is a link', () => {
      put('shared', '')
      symlinkSync('shared', join(folder.path, '.gitignore'))
      const setup = plan({ plans, writesEnvironment: true })

      expect(setup.put.has('.gitignore')).toBe(false)
      expect(setup.notes).toEqual(['.gitignore is a symbolic link: it stays as it is'])
      expect(readFileSync(join(folder.path, 'shared'), 'utf8')).toBe('')
    })
  })
})
