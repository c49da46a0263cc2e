// `set`, `unset` and `add`: the config is edited where it stands, and its code follows, in one run.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { call, expectPrinted, expressProject, type TrialProject } from './trial-project.harness.ts'

const APP = `import express from 'express'\n\nconst app = express()\napp.get('/', (req, res) => res.end())\napp.listen(3000)\n`

/** A project that was scaffolded with `--yes`; each test has a copy of its own. */
let scaffolded: TrialProject
let project: TrialProject

beforeAll(async () => {
  scaffolded = expressProject()
  scaffolded.write('src/app.ts', APP)
  expect(await call(scaffolded, '--yes', '--no-install', '--no-env')).toMatchObject({ code: 0 })
})
afterAll(() => scaffolded.remove())
beforeEach(() => {
  project = scaffolded.copy()
})
afterEach(() => project.remove())

function config(): string {
  return project.read('sessions.config.ts')
}

describe('help', () => {
  it.each(['set', 'unset', 'add'])('of %s', async (name) => {
    await expectPrinted(`help-${name}`, [name, '--help'], await call(project, name, '--help'))
  })
})

describe('set', () => {
  it('changes the field and the code, and shows what it changed', async () => {
    const args = ['set', 'maxAge', '7d']
    const before = config()

    const ended = await call(project, ...args)

    expect(config()).toBe(before.replace("'14d'", "'7d'"))
    expect(project.read('src/sessions/session-lifetime.ts')).toContain('7 * 24 * 60 * 60')
    expect((await call(project, 'check')).code).toBe(0)
    await expectPrinted('set', args, ended)
  })

  it('is taken back as one run', async () => {
    const before = project.tree()

    await call(project, 'set', 'maxAge', '7d')
    await call(project, 'undo')

    expect(without(project.tree(), '.sessions/')).toEqual(without(before, '.sessions/'))
    expect((await call(project, 'check')).code).toBe(0)
  })

  it('writes nothing in a dry run', async () => {
    const before = project.tree()

    const ended = await call(project, 'set', 'maxAge', '7d', '--dry-run')

    expect(ended.code).toBe(0)
    expect(ended.out).toContain("+  maxAge: '7d',")
    expect(ended.out).toContain('2 files would be replaced.')
    expect(project.tree()).toEqual(before)
  })

  it('leaves the code to you with --no-generate', async () => {
    const ended = await call(project, 'set', 'maxAge', '7d', '--no-generate')

    expect(ended.code).toBe(0)
    expect(config()).toContain("maxAge: '7d'")
    expect(project.read('src/sessions/session-lifetime.ts')).toContain('14 * 24 * 60 * 60')
    expect((await call(project, 'check')).code).toBe(2)
  })

  it('says so where the config says that already', async () => {
    const before = project.tree()

    const ended = await call(project, 'set', 'maxAge', '14d')

    expect(ended).toMatchObject({ code: 0, err: '' })
    expect(ended.out).toContain('sessions.config.ts says that already.')
    expect(project.tree()).toEqual(before)
  })

  it.each([
    [['set', 'key', '007'], "key: '007',"],
    [['set', 'key', '1e3'], "key: '1e3',"],
    [['set', 'maxAge', '3600'], 'maxAge: 3600,'],
    [['set', 'maxAge', 'session'], "maxAge: 'session',"],
    [['set', 'maxChunks', '2'], 'maxChunks: 2,'],
    [['set', 'partitioned', 'true'], 'partitioned: true,'],
    [['set', 'secure', 'auto'], "secure: 'auto',"],
    [['set', 'scopes', 'http'], "scopes: ['http'],"],
    [['set', 'origins', 'same'], "origins: 'same',"],
    [['set', 'origins', 'https://a.example'], "origins: ['https://a.example'],"],
    [['set', 'exclude', '^/health$'], "exclude: '^/health$',"],
    [['set', 'exclude', '^/a\\.b$', "^/it's/"], "exclude: ['^/a\\\\.b$', '^/it\\'s/'],"],
  ])('%j writes the value as the schema has it', async (args, line) => {
    const ended = await call(project, ...args, '--no-generate')

    expect(ended).toMatchObject({ code: 0 })
    expect(config()).toContain(`  ${line}\n`)
  })

  it.each([
    ['set-invalid', ['set', 'maxAge', '900d']],
    ['set-breaks-a-rule', ['set', 'secure', 'false', '--no-generate']],
    ['set-unknown-field', ['set', 'cookie.sameSite', 'strict']],
    ['set-without-a-value', ['set', 'maxAge']],
    ['set-option-alone', ['set', 'backend.prefix', 'a:']],
    ['set-session-of-one', ['set', 'maxAge', '7d', '--session', 'admin']],
    ['unset-unknown-field', ['unset', 'maxage']],
    ['add-unknown', ['add', 'target', 'hono']],
    ['add-unknown-backend', ['add', 'backend', 'reddis']],
    ['add-client-of-none', ['add', 'backend', 'file', '--client', 'ioredis']],
  ])('writes nothing where the words are wrong: %s', async (name, args) => {
    project.edit('sessions.config.ts', "maxAge: '14d'", "maxAge: '14d',\n  sameSite: 'none'")
    await call(project, 'generate')
    const before = project.tree()

    const ended = await call(project, ...args)

    expect(ended.code).toBe(2)
    expect(project.tree()).toEqual(before)
    await expectPrinted(name, args, ended)
  })

  it('says what to write where the config computes it', async () => {
    project.edit('sessions.config.ts', "maxAge: '14d'", "maxAge: process.env['SESSION_DAYS'] ?? '14d'")
    const before = project.tree()
    const args = ['set', 'maxAge', '7d']

    const ended = await call(project, ...args)

    expect(ended.code).toBe(2)
    expect(project.tree()).toEqual(before)
    await expectPrinted('set-computed', args, ended)
  })

  it('edits what is literal in a config that computes something else', async () => {
    project.edit('sessions.config.ts', "maxAge: '14d'", "maxAge: '14d',\n  key: ['my', 'shop'].join('-')")

    const ended = await call(project, 'set', 'maxAge', '7d')

    expect(ended).toMatchObject({ code: 0 })
    expect(config()).toContain("maxAge: '7d',\n  key: ['my', 'shop'].join('-'),")
    expect(project.read('src/sessions/session-cookie.ts')).toContain('my-shop')
  })

  it('changes nothing where the config puts something else in its place', async () => {
    project.write('sessions.config.ts', `const usual = { maxAge: '1d' }\nexport default { maxAge: '14d', ...usual }\n`)

    const ended = await call(project, 'set', 'maxAge', '7d')

    expect(ended.code).toBe(2)
    expect(ended.err).toContain('sessions.config.ts computes what it says')
    expect(config()).toContain("maxAge: '14d'")
  })

  it('writes neither config nor code where an edit collides, until it is told how to go on', async () => {
    project.edit('src/sessions/session-lifetime.ts', '14 * 24 * 60 * 60', '13 * 24 * 60 * 60')
    const before = project.tree()

    const ended = await call(project, 'set', 'maxAge', '7d')

    expect(ended.code).toBe(3)
    expect(ended.err).toContain('Run it again with --conflict=markers')
    expect(project.tree()).toEqual(before)

    expect(await call(project, 'set', 'maxAge', '7d', '--conflict', 'theirs')).toMatchObject({ code: 0 })
    expect(config()).toContain("maxAge: '7d'")
    expect(project.read('src/sessions/session-lifetime.ts')).toContain('7 * 24 * 60 * 60')
  })

  it('tells another program what it did', async () => {
    const { code, out } = await call(project, 'set', 'maxAge', '7d', '--json')

    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      command: 'set',
      dryRun: false,
      edits: [{ kind: 'set', path: ['maxAge'], value: '7d' }],
      config: 'sessions.config.ts',
    })
  })

  it('keeps CRLF, and a byte order mark', async () => {
    const text = `\uFEFF${config().replaceAll('\n', '\r\n')}`
    project.write('sessions.config.ts', text)

    await call(project, 'set', 'maxAge', '7d')

    expect(config()).toBe(text.replace("'14d'", "'7d'"))
  })
})

describe('unset', () => {
  it('takes a field out with its comment', async () => {
    const ended = await call(project, 'unset', 'maxAge')

    expect(ended).toMatchObject({ code: 0 })
    expect(config()).not.toMatch(/maxAge|without being used/)
    expect((await call(project, 'check')).code).toBe(0)
  })
})

describe('add backend', () => {
  it('takes out, by name, what has no meaning for it', async () => {
    project.edit('sessions.config.ts', "maxAge: '14d'", "maxAge: '14d',\n  maxChunks: 2,\n  secrets: 'KEYS'")
    const args = ['add', 'backend', 'redis']

    const ended = await call(project, ...args)

    expect(config()).toContain("backend: 'redis',")
    expect(config()).not.toMatch(/maxChunks|secrets/)
    expect(project.read('src/sessions/redis-backend.ts')).toContain("from 'redis'")
    await expectPrinted('add-backend', args, ended)
  })

  it('keeps the options that mean the same, and drops the others', async () => {
    project.edit('sessions.config.ts', "backend: 'cookie'", "backend: { type: 'file', /* here */ directory: '.kept' }")
    await call(project, 'generate')

    expect(await call(project, 'add', 'backend', 'memory')).toMatchObject({ code: 0 })
    expect(config()).toContain("backend: { type: 'memory' }")
  })

  it('uses the client that was asked for, or that the project has', async () => {
    await call(project, 'add', 'backend', 'redis', '--client', 'ioredis', '--no-generate')
    expect(config()).toContain("backend: { type: 'redis', client: 'ioredis' }")

    await call(project, 'undo')
    project.edit('package.json', '"express":', '"ioredis": "^6.0.0", "express":')
    await call(project, 'add', 'backend', 'redis', '--no-generate')
    expect(config()).toContain("backend: { type: 'redis', client: 'ioredis' }")
  })

  it('is what `set backend` does', async () => {
    await call(project, 'set', 'maxChunks', '2', '--no-generate')

    expect(await call(project, 'set', 'backend', 'file', '--no-generate')).toMatchObject({ code: 0 })
    expect(config()).toContain("backend: 'file',")
    expect(config()).not.toContain('maxChunks')

    expect(await call(project, 'set', 'backend.directory', 'var/sessions', '--no-generate')).toMatchObject({ code: 0 })
    expect(config()).toContain("backend: { type: 'file', directory: 'var/sessions' },")
  })
})

describe('add session', () => {
  it('gives the session that is there a name, and keeps its code and its call where they are', async () => {
    const args = ['add', 'session', 'admin']

    const ended = await call(project, ...args)

    expect(ended).toMatchObject({ code: 0 })
    expect(project.read('src/app.ts')).toContain("from './sessions/index.js'")
    expect(project.read('src/sessions/express.ts')).toContain('userSession')
    expect(project.read('src/sessions-admin/express.ts')).toContain('adminSession')
    expect(JSON.parse(project.read('.sessions/manifest.json'))).toMatchObject({ wirings: [{ session: 'user' }] })
    await expectPrinted('add-session', args, ended)
    await expect(config()).toMatchFileSnapshot('../../snapshots/cli/add-session.config.ts.txt')
  })

  it('adds one more to several, with records of its own', async () => {
    await call(project, 'add', 'backend', 'redis', '--no-generate')
    await call(project, 'add', 'session', 'admin', '--current', 'shop', '--no-generate')

    const ended = await call(project, 'add', 'session', 'partner', '--no-generate')

    expect(ended).toMatchObject({ code: 0 })
    expect(config()).toContain(`    partner: {
      target: 'express',
      backend: { type: 'redis', prefix: 'partner-session:' },
      key: 'partner',
      output: 'src/sessions-partner',
    },
`)
  })

  it('gives what the new one keeps a beginning of its own, where the config names none', async () => {
    await call(project, 'set', 'backend.revocation', 'denylist', '--no-generate')

    expect(await call(project, 'add', 'session', 'admin', '--no-generate')).toMatchObject({ code: 0 })
    expect(config()).toMatch(/admin: \{[^}]*revocation: 'denylist',\s+prefix: 'admin-revoked:',/)
  })

  it('refuses a name that is taken, or that is none', async () => {
    expect((await call(project, 'add', 'session', 'user')).err).toContain("There is a session 'user' already")
    expect((await call(project, 'add', 'session', 'Admin User')).err).toContain("'Admin User' cannot name a session")
  })

  it('then each field is set for the session that is named', async () => {
    await call(project, 'add', 'session', 'admin', '--no-generate')

    expect((await call(project, 'set', 'maxAge', '1h')).err).toContain(
      "--session is missing: the config has 'user' and 'admin'",
    )
    expect((await call(project, 'set', 'maxAge', '1h', '--session', 'root')).err).toContain(
      "There is no session 'root'",
    )
    expect(await call(project, 'set', 'maxAge', '1h', '--session', 'admin', '--no-generate')).toMatchObject({ code: 0 })
    expect(config()).toMatch(/admin: \{[^}]*maxAge: '1h',\n {4}\}/)
  })
})

function without(tree: ReadonlyMap<string, string>, folder: string): ReadonlyMap<string, string> {
  return new Map([...tree].filter(([path]) => !path.startsWith(folder)))
}
