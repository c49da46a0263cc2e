import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../templates/contracts/services.ts'
import type { LoadedConfig } from '../config/load.ts'
import { validateConfig } from '../config/validate.ts'
import { planAll } from './plan.ts'
import type { Plan } from './planned.ts'
import type { ProjectFacts } from './project-facts.ts'

let folder: ReturnType<typeof temporaryFolder>

beforeEach(() => {
  folder = temporaryFolder('plan')
})
afterEach(() => folder.remove())

const FACTS: ProjectFacts = {
  dependencies: new Map([['express', '^5.3.0']]),
  packageManager: 'npm',
  isTypeScript: true,
  sourceFolder: 'src',
  fileExtension: '.ts',
  importExtension: '.js',
  style: { semi: false, singleQuote: true, useTabs: false, tabWidth: 2, printWidth: 120, endOfLine: 'lf' },
  detectedTargets: ['express'],
}

function plans(value: object, facts: Partial<ProjectFacts> = {}): readonly Plan[] {
  const loaded: LoadedConfig = {
    file: 'sessions.config.ts',
    value,
    executed: false,
    placeOf: () => ({ line: 1, column: 1 }),
  }
  const all = { ...FACTS, ...facts }
  return planAll(folder.path, loaded, validateConfig(loaded, all.detectedTargets), all)
}

function plan(value: object, facts: Partial<ProjectFacts> = {}): Plan {
  const [first] = plans(value, facts)
  if (first === undefined) {
    throw new Error('no plan')
  }
  return first
}

function exampleOf(config: object): object | undefined {
  return plan(config).files.find(({ path }) => path.endsWith('/.env.example'))
}

describe('the values that the code is folded on', () => {
  it('case 5: defaults', () => {
    expect(plan({}).spec).toMatchObject({
      cookieName: '__Host-session',
      attributes: 'Path=/; HttpOnly; Secure; SameSite=Lax',
      lifetimeSeconds: { value: 1_209_600, text: '14 * 24 * 60 * 60' },
      renew: 'on-access',
      renewAfterSeconds: { value: 86_400, text: '24 * 60 * 60' },
      absoluteTimeout: false,
      browserSession: false,
      http: true,
      websocket: true,
      excludes: false,
      excludeOptKey: 'skipSession',
      sessionIdBytes: 32,
      secretsVariable: 'SESSION_SECRETS',
      sameOrigin: true,
      allowMissingOrigin: false,
      serverSide: false,
      node: true,
    })
  })

  it.each([
    [{ key: 'k' }, '__Host-k'],
    [{ key: 'k'.repeat(256) }, `__Host-${'k'.repeat(256)}`],
    [{ domain: 'example.com' }, '__Secure-session'],
    [{ path: '/app' }, '__Secure-session'],
    [{ secure: false }, 'session'],
    [{ secure: 'auto' }, 'session'],
    [{ prefix: 'http' }, '__Host-Http-session'],
    [{ prefix: 'secure' }, '__Secure-session'],
    [{ prefix: 'none' }, 'session'],
  ])('case 3: the name of the cookie of %j', (config, name) => {
    expect(plan(config).spec['cookieName']).toBe(name)
  })

  it.each([
    [1, { value: 1, text: '1' }],
    [100, { value: 100, text: '100' }],
    ['400d', { value: 34_560_000, text: '400 * 24 * 60 * 60' }],
  ])('case 4: a lifetime of %j', (maxAge, seconds) => {
    expect(plan({ maxAge }).spec['lifetimeSeconds']).toEqual(seconds)
  })

  it.each([
    [{ maxAge: '14d' }, 86_400],
    [{ maxAge: '7d' }, 16 * 3600],
    [{ maxAge: '1h' }, 360],
    [{ maxAge: 100 }, 10],
    [{ maxAge: 2 }, 1],
    [{ maxAge: 'session' }, 2 * 3600],
    [{ maxAge: '14d', renewAfter: '5m' }, 300],
  ])('S-L13 a renewal of %j at most once in %i seconds', (config, value) => {
    expect(plan(config).spec['renewAfterSeconds']).toMatchObject({ value })
  })

  it('a browser session lives as long as idleTimeout says', () => {
    expect(plan({ maxAge: 'session' }).spec).toMatchObject({ browserSession: true, lifetimeSeconds: { value: 86_400 } })
    expect(plan({ maxAge: 'session', idleTimeout: '1h' }).spec).toMatchObject({ lifetimeSeconds: { value: 3600 } })
  })

  it('every attribute goes out as it was asked for', () => {
    const config = {
      path: '/app',
      domain: 'example.com',
      httpOnly: false,
      sameSite: 'none',
      partitioned: true,
      priority: 'high',
    }

    expect(plan(config).spec['attributes']).toBe(
      'Path=/app; Domain=example.com; Secure; SameSite=None; Partitioned; Priority=High',
    )
    expect(plan({ secure: 'auto' }).spec['attributes']).toBe('Path=/; HttpOnly; SameSite=Lax')
  })

  it('the patterns of exclude become one expression', () => {
    expect(plan({ exclude: '^/health$' }).spec).toMatchObject({ excludes: true, exclude: /^\/health$/ })
    expect(plan({ exclude: ['^/health$', '^/a|b'] }).spec['exclude']).toEqual(/(?:^\/health$)|(?:^\/a|b)/)
  })

  it.each([16, 17, 18, 32, 33, 64])(
    'the pattern of a session id of %i bytes takes each such id, and no other spelling',
    (bytes) => {
      const pattern = plan({ backend: 'memory', sessionIdBytes: bytes }).spec['sessionIdPattern'] as RegExp
      const id = Buffer.alloc(bytes, 0xff).toString('base64url')
      const spare = (bytes * 8) % 6

      expect(pattern.test(id)).toBe(true)
      expect(pattern.test(Buffer.alloc(bytes).toString('base64url'))).toBe(true)
      expect(pattern.test(`${id}A`)).toBe(false)
      expect(pattern.test(id.slice(1))).toBe(false)
      expect(pattern.test(`${id.slice(0, -1)}_`)).toBe(spare === 0)
    },
  )
})

describe('the files of a plan', () => {
  it('are sorted, each with a path of its own below the output', () => {
    const { files } = plan({})
    const paths = files.map(({ path }) => path)

    expect(paths).toEqual(paths.toSorted())
    expect(new Set(paths).size).toBe(paths.length)
    expect(paths.every((path) => path.startsWith('src/sessions/'))).toBe(true)
  })

  it.each([
    [{}, { sourceFolder: 'src' }, 'src/sessions'],
    [{}, { sourceFolder: 'app' }, 'app/sessions'],
    [{}, { sourceFolder: '' }, 'sessions'],
    [{ output: 'lib/session/' }, {}, 'lib/session'],
    [{ output: './lib/session' }, {}, 'lib/session'],
    [{ sessions: { user: {} } }, {}, 'src/sessions/user'],
  ])('S-C3 stand for %j where they belong', (config, facts, output) => {
    expect(plan(config, facts).output).toBe(output)
  })

  it('case 11: the slots are filled as target and backend say', () => {
    expect(plan({ backend: 'memory' }).slots).toMatchObject({
      'slots/session-id.ts': 'runtime/session-id-node.ts',
      'slots/backend.ts': 'backends/memory/memory-backend.ts',
      'slots/socket-session.ts': 'runtime/socket-session-writable.ts',
      'runtime/session-data.ts': 'project/session-data.ts.hbs',
    })
    expect(plan({ target: 'hono' }).slots).toMatchObject({
      'slots/session-id.ts': 'runtime/session-id-web.ts',
      'slots/seal.ts': 'runtime/seal-web.ts',
      'slots/backend.ts': 'backends/cookie/cookie-backend.ts',
      'slots/socket-session.ts': 'runtime/socket-session-readonly.ts',
    })
  })

  it('S-K4 show the variable of the keys, where there are keys', () => {
    expect(exampleOf({})).toMatchObject({ view: { variable: 'SESSION_SECRETS' } })
    expect(exampleOf({ secrets: 'SHOP_KEYS' })).toMatchObject({ view: { variable: 'SHOP_KEYS' } })
    expect(exampleOf({ backend: 'memory' })).toBeUndefined()
  })

  it('S-C3 do not meet those of another session', () => {
    const config = { sessions: { user: { key: 'user', output: 'src/a' }, admin: { key: 'admin', output: 'src/a/b' } } }

    expect(() => plans(config)).toThrow(/has a problem/)
    expect(plans({ sessions: { user: { key: 'user' }, admin: { key: 'admin' } } }).map(({ output }) => output)).toEqual(
      ['src/sessions/user', 'src/sessions/admin'],
    )
  })

  it('are not put behind a link that leads out of the project', () => {
    const elsewhere = temporaryFolder('elsewhere')
    symlinkSync(elsewhere.path, join(folder.path, 'src'))

    expect(() => plan({})).toThrow(/has a problem/)
    elsewhere.remove()
  })

  it('may be put behind a link that stays inside', () => {
    mkdirSync(join(folder.path, 'packages'))
    symlinkSync(join(folder.path, 'packages'), join(folder.path, 'src'))

    expect(plan({}).output).toBe('src/sessions')
  })
})

describe('the notes of a plan', () => {
  it('S-K7 S-B8 say what the backend does not promise', () => {
    expect(plan({}).notes.join(' ')).toContain('A copied cookie lives until it expires')
  })

  it.each([
    ['npm', 'npm install "redis@'],
    ['pnpm', 'pnpm add "redis@'],
    ['yarn', 'yarn add "redis@'],
    ['bun', 'bun add "redis@'],
    ['deno', 'deno add "npm:redis@'],
  ] as const)('name the driver that is missing, for %s', (packageManager, command) => {
    expect(plan({ backend: 'redis' }, { packageManager }).notes.join('\n')).toContain(`Install the driver: ${command}`)
  })

  it('do not name a driver that is there', () => {
    const { notes } = plan({ backend: 'redis' }, { dependencies: new Map([['redis', '^6.0.0']]) })

    expect(notes.join('\n')).not.toContain('Install')
  })

  it.each([
    ['^5.3.0', false],
    ['~4.22.0 || ^5', false],
    ['workspace:*', false],
    ['latest', false],
    ['^3.21.2', true],
    ['6.0.0-beta.1', true],
  ])('say of express %s that the code is for another version: %s', (version, isSaid) => {
    const { notes } = plan({}, { dependencies: new Map([['express', version]]) })

    expect(notes.some((note) => note.includes(version))).toBe(isSaid)
  })
})
