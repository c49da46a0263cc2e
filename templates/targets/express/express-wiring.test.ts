// How the middleware sits in an Express application: order, routers, copies, and what Express does by itself with a response.
import { once } from 'node:events'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import { listen } from './express.harness.ts'
import { sessions } from './express.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const cleanup of cleanups.splice(0)) {
    await cleanup()
  }
})

async function callerOf(app: Express): Promise<Caller> {
  app.use((error: Error, _request: Request, response: Response, _next: NextFunction) => {
    response.status(500).json({ name: error.name, message: error.message })
  })
  const server: RunningServer = await listen(app)
  const caller = new Caller(server.url)
  cleanups.push(
    () => caller.close(),
    () => server.stop(),
  )
  return caller
}

const memory = (): ReturnType<typeof sessions> => sessions({ backend: new MemoryBackend() })

describe('order', () => {
  it('S-L2 case 35 a middleware before it sees no session, one behind it does', async () => {
    const seen: boolean[] = []
    const look = (request: Request, _response: Response, next: NextFunction): void => {
      seen.push('session' in request)
      next()
    }
    const caller = await callerOf(express().use(look, memory(), look))
    await caller.get('/')
    expect(seen).toEqual([false, true])
  })

  it('S-L2 case 36 on one router it is for that router alone', async () => {
    const app = express()
    const router = express.Router().use(memory())
    router.get('/visit', (request, response) => {
      request.session['visited'] = true
      response.end()
    })
    app.use('/inside', router)
    app.get('/outside', (request, response) => {
      response.json({ has: 'session' in request })
    })
    const caller = await callerOf(app)
    expect((await caller.get('/inside/visit')).setCookie).toHaveLength(1)
    expect((await caller.get('/outside')).text).toBe('{"has":false}')
  })

  it('S-L4 case 26 what a middleware writes is there in the handler, and is saved', async () => {
    const app = express().use(memory())
    app.use((request, _response, next) => {
      request.session['visits'] = Number(request.session['visits'] ?? 0) + 1
      next()
    })
    app.get('/', (request, response) => {
      response.json(request.session)
    })
    const caller = await callerOf(app)
    await caller.get('/')
    expect((await caller.get('/')).text).toBe('{"visits":2}')
  })

  it('S-L11 a second copy leaves the session to the first', async () => {
    const app = express().use(memory(), memory())
    app.get('/', memory(), (request, response) => {
      request.session['a'] = 1
      response.json(request.session)
    })
    const caller = await callerOf(app)
    expect((await caller.get('/')).setCookie).toHaveLength(1)
    expect((await caller.get('/')).setCookie).toHaveLength(0)
  })
})

it('S-L16 the session cannot be replaced, and the error says what to do', async () => {
  const app = express().use(memory())
  app.get('/', (request) => {
    Object.assign(request, { session: null })
  })
  const reply = await (await callerOf(app)).get('/')
  expect(JSON.parse(reply.text)).toEqual({
    name: 'TypeError',
    message: 'The session cannot be replaced: set its fields, or call its `regenerate` or `destroy`',
  })
})

it('S-L12 a response that did not look at the session does not vary by Cookie', async () => {
  const app = express().use(memory())
  app.get('/', (_request, response) => {
    response.end()
  })
  expect((await (await callerOf(app)).get('/')).headers.vary).toBeUndefined()
})

it('S-L4 a conditional request is answered with 304 by Express, with the cookie', async () => {
  const app = express().use(memory())
  app.get('/', (request, response) => {
    request.session['visits'] = Number(request.session['visits'] ?? 0) + 1
    response.send('always the same')
  })
  const caller = await callerOf(app)
  const { etag = '' } = (await caller.get('/')).headers
  const reply = await caller.get('/', { cookie: null, headers: { 'if-none-match': etag } })
  expect(reply).toMatchObject({ status: 304, text: '' })
  expect(reply.setCookie).toHaveLength(1)
})

it('S-L4 case 37 files go out behind the session, with ranges and all', async () => {
  const app = express().use(memory())
  app.use((request, _response, next) => {
    request.session['visited'] = true
    next()
  })
  app.use(express.static(import.meta.dirname))
  const caller = await callerOf(app)
  const whole = await caller.get('/express.ts')
  expect(whole.setCookie).toHaveLength(1)
  expect(whole.headers['content-length']).toBe(String(Buffer.byteLength(whole.text)))
  const part = await caller.get('/express.ts', { cookie: null, headers: { range: 'bytes=3-12' } })
  expect(part).toMatchObject({ status: 206, text: whole.text.slice(3, 13) })
  expect(part.setCookie).toHaveLength(1)
})

it.each([true, false])(
  'S-L10 in production a write that comes too late is a warning of the process, saved before: %s',
  async (isSaved) => {
    vi.stubEnv('NODE_ENV', 'production')
    const app = express().use(memory())
    app.get('/', (request, response) => {
      expect(request.session.isNew).toBe(true)
      if (isSaved) {
        request.session['early'] = 1
      }
      // The head waits for a session that has to be saved, and for no other.
      expect(response.write('head')).toBe(!isSaved)
      setTimeout(() => {
        request.session['late'] = 1n
        response.end()
      }, 20)
    })
    const warned = once(process, 'warning')
    const caller = await callerOf(app)
    expect((await caller.get('/')).text).toBe('head')
    expect(((await warned) as [Error])[0].name).toBe('SessionLateWriteWarning')
  },
)

it('S-L10 so it is though nobody has looked at the session before', async () => {
  vi.stubEnv('NODE_ENV', 'production')
  const app = express().use(memory())
  app.get('/', (request, response) => {
    response.flushHeaders()
    request.session['late'] = 1
    response.end()
  })
  const warned = once(process, 'warning')
  await (await callerOf(app)).get('/')
  expect(((await warned) as [Error])[0].name).toBe('SessionLateWriteWarning')
})

it('S-L10 in development a write that comes too late throws, though nobody has looked at the session before', async () => {
  const app = express().use(memory())
  const thrown = new Promise((resolve) => {
    app.get('/', (request, response) => {
      response.flushHeaders()
      try {
        request.session['late'] = 1
      } catch (error) {
        resolve(error)
      }
      response.end()
    })
  })
  await (await callerOf(app)).get('/')
  expect(await thrown).toBeInstanceOf(TypeError)
})

it('S-L5 without an error handler of the application, Express’ own answers', async () => {
  const backend = new MemoryBackend()
  const app = express().use(sessions({ backend })).disable('x-powered-by')
  app.get('/', (request, response) => {
    request.session['big'] = 1n
    response.json({ original: true })
  })
  const server = await listen(app.set('env', 'test'))
  const caller = new Caller(server.url)
  cleanups.push(
    () => caller.close(),
    () => server.stop(),
  )
  const reply = await caller.get('/')
  expect(reply).toMatchObject({ status: 500, setCookie: [] })
  expect(reply.headers['content-type']).toContain('text/html')
  expect(reply.text).not.toContain('original')
})
