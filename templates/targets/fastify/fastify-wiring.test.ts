// How the plugin sits in a Fastify application: order of hooks, scopes, copies, and routes that are none.
import { once } from 'node:events'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import { observe } from '../../contracts/observed-backend.ts'
import { listen } from './fastify.harness.ts'
import { sessions } from './fastify.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) {
    await cleanup()
  }
})

async function callerOf(app: FastifyInstance): Promise<Caller> {
  const server = await listen(app)
  const caller = new Caller(server.url)
  cleanups.push(
    () => caller.close(),
    () => server.stop(),
  )
  return caller
}

function visitable(app: FastifyInstance, path: string): void {
  app.get(path, (request, reply) => {
    request.session['visits'] = Number(request.session['visits'] ?? 0) + 1
    reply.send({ ...request.session })
  })
}

const memory = (): ReturnType<typeof sessions> => sessions({ backend: new MemoryBackend() })

describe('order', () => {
  it('S-L2 case 35 a hook before the plugin’s own finds no session, and learns why', async () => {
    const app = fastify()
    app.addHook('onRequest', async (request) => void request.session)
    app.register(memory())
    app.get('/', () => 'not refused')
    const reply = await (await callerOf(app)).get('/')
    expect(reply.status).toBe(500)
    expect(reply.text).toContain("'session' is not defined on this connection: its hook has not run")
  })

  it('S-L2 routes and plugins may come before it in the same scope', async () => {
    const app = fastify()
    visitable(app, '/')
    app.register(memory())
    expect((await (await callerOf(app)).get('/')).text).toBe('{"visits":1}')
  })

  it('S-L4 case 26 what a hook writes is there in the handler, and what `onSend` writes is saved too', async () => {
    const app = fastify().register(memory())
    app.addHook('preHandler', async (request) => void (request.session['hook'] = true))
    app.addHook('onSend', async (request, _reply, payload) => {
      request.session['sent'] = true
      return payload
    })
    app.get('/', (request) => ({ ...request.session }))
    const caller = await callerOf(app)
    expect((await caller.get('/')).text).toBe('{"hook":true}')
    expect(JSON.parse((await caller.get('/')).text)).toEqual({ hook: true, sent: true })
  })
})

describe('scopes', () => {
  it('S-L2 case 36 registered in one scope it is for that scope and those inside of it', async () => {
    const app = fastify()
    app.register(async (inner) => {
      inner.register(memory())
      inner.register(async (innermost) => visitable(innermost, '/inner/most'))
      visitable(inner, '/inner')
    })
    app.get('/outside', (request) => ({ has: 'session' in request }))
    const caller = await callerOf(app)
    await caller.get('/inner')
    expect((await caller.get('/inner/most')).text).toBe('{"visits":2}')
    expect((await caller.get('/outside')).text).toBe('{"has":false}')
  })

  it('S-L11 in a scope inside of its own it leaves the session as it is', async () => {
    const backend = new MemoryBackend()
    const { calls } = observe(backend)
    const session = sessions({ backend })
    const app = fastify().register(session)
    app.register(async (inner) => {
      inner.register(session)
      visitable(inner, '/inner')
    })
    const caller = await callerOf(app)
    expect((await caller.get('/inner')).setCookie).toHaveLength(1)
    expect((await caller.get('/inner')).text).toBe('{"visits":2}')
    expect(calls.map(({ operation }) => operation)).toEqual(['create', 'get', 'update'])
  })

  it('S-L2 two of them in one scope do not start', async () => {
    const app = fastify().register(memory()).register(memory())
    await expect(app.ready()).rejects.toThrow("The decorator 'session' has already been added!")
  })
})

describe('routes', () => {
  it('S-L4 a handler for what is not found has the session', async () => {
    const app = fastify().register(memory())
    app.setNotFoundHandler((request, reply) => {
      request.session['missed'] = request.url
      reply.code(404).send('not found')
    })
    app.get('/seen', (request) => ({ ...request.session }))
    app.get('/call', (_request, reply) => reply.callNotFound())
    const caller = await callerOf(app)
    expect(await caller.get('/none')).toMatchObject({ status: 404, text: 'not found' })
    expect((await caller.get('/seen')).text).toBe('{"missed":"/none"}')
    await caller.get('/call')
    expect((await caller.get('/seen')).text).toBe('{"missed":"/call"}')
  })

  it('S-L2 a route that sets the option has no session, and the error names the option', async () => {
    const app = fastify().register(memory())
    app.get('/', { config: { skipSession: true } }, (request) => ({ ...request.session }))
    const reply = await (await callerOf(app)).get('/')
    expect(reply.text).toContain(
      "'session' is not defined on this connection: the config of its route sets skipSession",
    )
  })
})

it('S-L16 the session cannot be replaced, and the error says what to do', async () => {
  const app = fastify().register(memory())
  app.get('/', (request) => Object.assign(request, { session: null }))
  const reply = await (await callerOf(app)).get('/')
  expect(JSON.parse(reply.text)).toMatchObject({
    statusCode: 500,
    message: 'The session cannot be replaced: set its fields, or call its `regenerate` or `destroy`',
  })
})

it('S-L12 a response that did not look at the session does not vary by Cookie', async () => {
  const app = fastify().register(memory())
  app.get('/', () => 'hello')
  expect((await (await callerOf(app)).get('/')).headers.vary).toBeUndefined()
})

it('S-L10 in production a write that comes too late is a warning of the process', async () => {
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production'
  cleanups.push(() => (process.env['NODE_ENV'] = before))
  const app = fastify().register(memory())
  app.addHook('onResponse', async (request) => void (request.session['late'] = true))
  app.get('/', () => 'hello')
  const warned = once(process, 'warning')
  expect((await (await callerOf(app)).get('/')).text).toBe('hello')
  expect(((await warned) as [Error])[0].name).toBe('SessionLateWriteWarning')
})

it('S-L4 `inject` gets the cookie as a server does', async () => {
  const app = fastify().register(memory())
  visitable(app, '/')
  const first = await app.inject('/')
  const [cookie = ''] = [first.headers['set-cookie']].flat()
  expect(cookie).toMatch(/^__Host-session=[\w-]{43}; /)
  const second = await app.inject({ url: '/', headers: { cookie: cookie.split(';')[0] ?? '' } })
  expect(second.json()).toEqual({ visits: 2 })
  await app.close()
})
