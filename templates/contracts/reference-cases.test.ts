// Cases of the reference implementation that the contracts have no room for: how a route of Express says that it has no session, and the rest
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { afterEach, expect, it } from 'vitest'
import { MemoryBackend } from '../backends/memory/memory-backend.ts'
import { redis } from '../backends/redis/redis.meta.ts'
import { spec } from '../runtime/spec.ts'
import { listen } from '../targets/express/express.harness.ts'
import { Caller } from './contract-client.ts'

Object.assign(spec, { excludeOptKey: 'anonymous', excludes: true, exclude: /^\/mount\/a/ })
const { sessions } = await import('../targets/express/express.ts')

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) {
    await cleanup()
  }
})

async function callerOf(app: Express): Promise<Caller> {
  const server = await listen(app)
  const caller = new Caller(server.url)
  cleanups.push(
    () => caller.close(),
    () => server.stop(),
  )
  return caller
}

const memory = (): ReturnType<typeof sessions> => sessions({ backend: new MemoryBackend() })

function option(name: string, value: unknown) {
  return (_request: Request, response: Response, next: NextFunction): void => {
    response.locals[name] = value
    next()
  }
}

/** Writes to the session where there is one. */
function visit(request: Request, response: Response): void {
  try {
    request.session['visited'] = true
    response.send('a session')
  } catch (error) {
    response.send((error as Error).message)
  }
}

it.each([
  ['case 97 true, under the name that the config chose', option('anonymous', true), false],
  ['case 97 true, under the default name', option('skipSession', true), true],
  ['case 98 false', option('anonymous', false), true],
])('S-L2 the route option is %s', async (_, middleware, hasSession) => {
  const caller = await callerOf(express().use(middleware, memory()).get('/', visit))
  const { text, setCookie } = await caller.get('/')
  expect([text === 'a session', setCookie.length]).toEqual([hasSession, hasSession ? 1 : 0])
  expect(text).toContain(hasSession ? 'a session' : 'response.locals.anonymous is set')
})

it('S-L2 case 99 an option that is set for a router holds for its routes, and for no other', async () => {
  const app = express().use('/assets', option('anonymous', true)).use(memory())
  app.use('/assets', express.Router().get('/logo', visit)).get('/home', visit)
  const caller = await callerOf(app)
  expect((await caller.get('/assets/logo')).setCookie).toEqual([])
  expect((await caller.get('/home')).setCookie).toHaveLength(1)
})

it('S-L2 case 103 in a mounted application the pattern is tested on the whole path', async () => {
  const mounted = express().use(memory()).get('/a', visit).get('/b', visit)
  const caller = await callerOf(express().use('/mount', mounted).use('/other', mounted))
  expect((await caller.get('/mount/a')).text).toContain('excluded by /^\\/mount\\/a/')
  expect((await caller.get('/mount/b')).text).toBe('a session')
  expect((await caller.get('/other/a')).text).toBe('a session')
})

it('S-A4 case 11 the middleware needs no argument', async () => {
  const caller = await callerOf(express().use(sessions()).get('/', visit))
  expect((await caller.get('/')).setCookie).toHaveLength(1)
})

it('S-B4 case 132 without a prefix, deleteAll would not know its own keys: an empty one is an error', () => {
  expect(redis.options.safeParse({ prefix: '' }).success).toBe(false)
  expect(redis.options.safeParse({}).data).toMatchObject({ prefix: 'session:' })
})
