// An application through the versions of its data: each is generated over the one before, runs, and is rolled back.
import { randomBytes } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import express, { type RequestHandler } from 'express'
import { Hono, type MiddlewareHandler } from 'hono'
import { afterEach, describe, expect, it } from 'vitest'
import { Caller, type Reply } from '../templates/contracts/contract-client.ts'
import { temporaryFolder } from '../templates/contracts/services.ts'
import type { RunningServer } from '../templates/contracts/target-contract.ts'
import type { SessionBackend } from '../templates/runtime/session-backend.ts'
import { listen as listenExpress } from '../templates/targets/express/express.harness.ts'
import { listen as listenHono } from '../templates/targets/hono/hono.harness.ts'
import { packageRoot } from './emit/read-template.ts'
import { apply, prepare } from './pipeline.ts'

/** Version 1 had one name, version 2 has two, and version 3 a list of roles. */
const SCHEMAS = [
  'userId: z.string(), name: z.string()',
  'userId: z.string(), first: z.string(), last: z.string()',
  'userId: z.string(), first: z.string(), last: z.string(), roles: z.array(z.string())',
]

const STEPS = [
  "{\n  const { name, ...others } = data\n  const [first = '', last = ''] = String(name).split(' ')\n  return { ...others, first, last }\n}",
  "{\n  if (data['first'] === 'Mallory') {\n    throw new Error('Nobody knows the roles of this one')\n  }\n  return { ...data, roles: ['reader'] }\n}",
]

interface Tree {
  readonly sessions: (options: { readonly backend: SessionBackend }) => unknown
  readonly CookieBackend: new (options: { readonly secrets: string }) => SessionBackend
  readonly FileBackend: new (now: () => number, directory: string) => SessionBackend
}

type Target = 'express' | 'hono'

/** The same application on each. */
const SERVERS: Record<Target, (middleware: unknown) => Promise<RunningServer>> = {
  express(middleware) {
    const app = express()
      .use(middleware as RequestHandler)
      .set('env', 'test')
    app.post('/set', (request, response) => void response.json(Object.assign(request.session, request.query)))
    app.get('/', (request, response) => void response.json({ ...request.session, isNew: request.session.isNew }))
    return listenExpress(app)
  },
  hono(middleware) {
    const app = new Hono().use(middleware as MiddlewareHandler)
    app.post('/set', (c) => c.json(Object.assign(c.get('session'), c.req.query())))
    app.get('/', (c) => c.json({ ...c.get('session'), isNew: c.get('session').isNew }))
    app.onError((error, c) => c.text(`${error.name}: ${error.message}`, 500))
    return listenHono(app)
  },
}

interface Users extends SessionBackend {
  listForUser(userId: string): Promise<readonly { readonly data: unknown }[]>
  deleteForUser(userId: string): Promise<number>
}

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) {
    await cleanup()
  }
})

/** A project whose config says one version after the other, and whose steps are written when they are there. */
class Evolution {
  readonly #folder = temporaryFolder('versions')
  readonly #secrets = randomBytes(32).toString('base64url')
  readonly #target: Target
  readonly #backend: 'cookie' | 'file'
  /** Of the servers, in the order in which they were started. */
  readonly backends: SessionBackend[] = []
  readonly project = join(this.#folder.path, 'project')

  constructor(target: Target, backend: 'cookie' | 'file') {
    this.#target = target
    this.#backend = backend
    cleanups.push(() => this.#folder.remove())
    mkdirSync(this.project)
    writeFileSync(join(this.project, '.prettierrc'), '{ "semi": false, "singleQuote": true, "printWidth": 120 }')
    writeFileSync(
      join(this.project, 'package.json'),
      '{ "type": "module", "devDependencies": { "typescript": "*" } }\n',
    )
    symlinkSync(join(packageRoot(), 'node_modules'), join(this.#folder.path, 'node_modules'))
  }

  get migrations(): string {
    return join(this.project, 'sessions/session-migrations.ts')
  }

  async generate(version: number): Promise<void> {
    writeFileSync(
      join(this.project, 'sessions.config.ts'),
      `import { z } from 'create-session'\n\nexport default {\n  target: '${this.#target}',\n  backend: '${this.#backend}',\n  data: z.object({ ${SCHEMAS[version - 1]} }),\n  version: ${version},\n  ${this.#backend === 'file' ? "userKey: 'userId'," : ''}\n}\n`,
    )
    apply(await prepare({ root: this.project }))
  }

  writeStep(version: number): void {
    const text = readFileSync(this.migrations, 'utf8')
    const stub = `function from${version}to${version + 1}(data: Data): Data {\n  return data\n}`
    expect(text).toContain(stub)
    writeFileSync(this.migrations, text.replace(stub, stub.replace(/\{\n.*/s, STEPS[version - 1] ?? '')))
  }

  /** Starts the project as it is now. Its code stays as it is, whatever becomes of the project. */
  async start(): Promise<Caller> {
    const copy = join(this.#folder.path, randomBytes(6).toString('hex'))
    cpSync(join(this.project, 'sessions'), copy, { recursive: true })
    const tree = (await import(/* @vite-ignore */ join(copy, 'index.ts'))) as Tree
    const backend =
      this.#backend === 'cookie'
        ? new tree.CookieBackend({ secrets: this.#secrets })
        : new tree.FileBackend(Date.now, join(this.#folder.path, 'records'))
    this.backends.push(backend)
    const server = await SERVERS[this.#target](tree.sessions({ backend }))
    const caller = new Caller(server.url)
    cleanups.push(
      () => server.stop(),
      () => caller.close(),
    )
    return caller
  }
}

function json(reply: Reply): unknown {
  return JSON.parse(reply.text)
}

describe.each([
  ['express', 'cookie'],
  ['express', 'file'],
  ['hono', 'cookie'],
  ['hono', 'file'],
] as const)('versions of data: %s, %s', (target, backend) => {
  it('S-D5 S-D6 a session goes through all of them, and survives that each is rolled back', async () => {
    const evolution = new Evolution(target, backend)
    await evolution.generate(1)
    const one = await evolution.start()
    await evolution.generate(2)
    evolution.writeStep(1)
    const two = await evolution.start()
    await evolution.generate(3)
    evolution.writeStep(2)
    const three = await evolution.start()

    await one.post('/set?name=Ada+Lovelace')
    const first = one.cookieHeader
    expect(json(await two.get('/', { cookie: first }))).toEqual({ isNew: false, first: 'Ada', last: 'Lovelace' })
    const expected = { isNew: false, first: 'Ada', last: 'Lovelace', roles: ['reader'] }
    expect(json(await three.get('/', { cookie: first }))).toEqual(expected)
    // Nobody has written yet: the first version still finds what it saved.
    expect(json(await one.get('/', { cookie: first }))).toEqual({ isNew: false, name: 'Ada Lovelace' })

    await three.post('/set?first=Augusta', { cookie: first })
    const third = three.cookieHeader === '' ? first : three.cookieHeader
    for (const older of [one, two]) {
      const reply = await older.get('/', { cookie: third })
      expect(json(reply)).toEqual({ isNew: true })
      expect(reply.setCookie).toEqual([])
    }
    expect(json(await three.get('/', { cookie: third }))).toEqual({ ...expected, first: 'Augusta' })
  })

  it('S-D7 bad input 133 a step that throws fails the requests of its session, and takes nothing away', async () => {
    const evolution = new Evolution(target, backend)
    await evolution.generate(2)
    const two = await evolution.start()
    await evolution.generate(3)
    const stub = await evolution.start()
    evolution.writeStep(2)
    const three = await evolution.start()
    await two.post('/set?first=Mallory&last=Unknown')
    const reply = await three.get('/', { cookie: two.cookieHeader })
    expect(reply).toMatchObject({ status: 500, setCookie: [] })
    expect(reply.text).toContain('SessionMigrationError')
    expect(json(await two.get('/'))).toEqual({ isNew: false, first: 'Mallory', last: 'Unknown' })
    expect(json(await stub.get('/', { cookie: two.cookieHeader }))).toMatchObject({ isNew: false, first: 'Mallory' })
  })

  it('S-D3 bad input 133 what a step makes is held to the schema', async () => {
    const evolution = new Evolution(target, backend)
    await evolution.generate(1)
    const one = await evolution.start()
    await evolution.generate(2)
    const text = readFileSync(evolution.migrations, 'utf8')
    writeFileSync(evolution.migrations, text.replace('return data', 'return { ...data, first: 1 }'))
    const two = await evolution.start()
    await one.post('/set?name=Ada')
    expect(json(await two.get('/', { cookie: one.cookieHeader }))).toEqual({ isNew: true })
  })
})

it('S-D6 S-U3 who logs a user out everywhere ends the sessions of newer and older versions too', async () => {
  const evolution = new Evolution('express', 'file')
  await evolution.generate(1)
  const one = await evolution.start()
  await evolution.generate(2)
  evolution.writeStep(1)
  const two = await evolution.start()
  await evolution.generate(3)
  evolution.writeStep(2)
  const three = await evolution.start()
  await one.post('/set?userId=42&name=Ada')
  await two.post('/set?userId=42&first=Mallory')
  await three.post('/set?userId=42&first=Ada')
  const [, second, third] = evolution.backends as Users[]
  expect((await second?.listForUser('42'))?.map(({ data }) => data)).toEqual(
    expect.arrayContaining([{}, { userId: '42', first: 'Mallory' }, { userId: '42', first: 'Ada', last: '' }]),
  )
  expect(await third?.deleteForUser('42')).toBe(3)
  for (const caller of [one, two, three]) {
    expect(json(await caller.get('/'))).toEqual({ isNew: true })
  }
})

it('S-D5 a step that was written stays when the next version adds its own', async () => {
  const evolution = new Evolution('express', 'cookie')
  await evolution.generate(2)
  evolution.writeStep(1)
  await evolution.generate(3)
  const text = readFileSync(evolution.migrations, 'utf8')
  expect(text).toContain(`function from1to2(data: Data): Data ${STEPS[0]}`)
  expect(text).toContain('function from2to3(data: Data): Data {\n  return data\n}')
  expect(text).toContain('= [from1to2, from2to3]')
})
