// Plugins that people already use, written for @fastify/session or @fastify/secure-session: they work on these sessions unchanged.
import csrf from '@fastify/csrf-protection'
import { Authenticator } from '@fastify/passport'
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { Strategy } from 'passport-local'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import { listen } from './fastify.harness.ts'
import { sessions } from './fastify.ts'

// The members that a session has on Fastify.
vi.mock('../../slots/session-object.ts', () => import('./session-object-fastify.ts'))

let app: FastifyInstance
let running: RunningServer | null = null
let caller: Caller

beforeEach(() => {
  app = fastify({ forceCloseConnections: true })
  app.register(sessions({ backend: new MemoryBackend() }))
})

afterEach(async () => {
  caller.close()
  await running?.stop()
})

async function listening(): Promise<void> {
  running = await listen(app)
  caller = new Caller(running.url)
}

function show(request: FastifyRequest): object {
  return { id: request.session.id, user: request.user ?? null, data: { ...request.session } }
}

async function seen(path: string, method = 'GET'): Promise<Record<string, unknown>> {
  return JSON.parse((await caller.send(method, path)).text) as Record<string, unknown>
}

async function withPassport(
  options: ConstructorParameters<typeof Authenticator>[0],
  keepSessionInfo = false,
): Promise<void> {
  const authenticator = new Authenticator(options)
  authenticator.use(
    new Strategy((name, password, done) => (password === 'right' ? done(null, { name }) : done(null, false))),
  )
  authenticator.registerUserSerializer(async (user: { name: string }) => user.name)
  authenticator.registerUserDeserializer(async (name: string) => ({ name }))
  app.register(authenticator.initialize())
  app.register(authenticator.secureSession())
  app.post('/cart', (request) => {
    request.session['cart'] = ['pear']
    return show(request)
  })
  app.get('/me', show)
  app.post(
    '/login',
    { preValidation: authenticator.authenticate('local', { keepSessionInfo, failureMessage: 'No such user' }) },
    show,
  )
  app.post('/logout', async (request) => {
    await request.logout()
    return show(request)
  })
  await listening()
}

const login = (password: string): Promise<Record<string, unknown>> =>
  seen(`/login?username=ada&password=${password}`, 'POST')

describe('@fastify/passport 4', () => {
  it('S-L16 logs in and out: a new id each time, and nothing of the session before', async () => {
    await withPassport({})
    const cart = await seen('/cart', 'POST')
    expect((await caller.post('/login?username=ada&password=wrong')).status).toBe(401)
    expect((await seen('/me'))['data']).toEqual({ cart: ['pear'], messages: ['No such user'] })
    await login('right')
    const me = await seen('/me')
    expect(me).toMatchObject({ user: { name: 'ada' }, data: { passport: 'ada' } })
    expect(me['data']).not.toHaveProperty('cart')
    expect(me['id']).not.toBe(cart['id'])
    const copied = caller.cookieHeader
    await seen('/logout', 'POST')
    expect(await seen('/me')).toMatchObject({ user: null, data: {} })
    expect((await caller.get('/me', { cookie: copied })).text).toContain('"user":null')
  })

  it.each([
    ['keepSessionInfo', {}, true],
    ['clearSessionIgnoreFields', { clearSessionIgnoreFields: ['cart'] }, false],
    ['clearSessionOnLogin: false', { clearSessionOnLogin: false }, false],
  ])('S-L8 S-L16 %s takes the data along, and not the id', async (_name, options, keepSessionInfo) => {
    await withPassport(options, keepSessionInfo)
    const cart = await seen('/cart', 'POST')
    await login('right')
    const me = await seen('/me')
    expect(me['data']).toEqual({ cart: ['pear'], passport: 'ada' })
    expect(me['id']).not.toBe(cart['id'])
  })

  it('S-L16 clearSessionOnLogin: false keeps the rest at logout', async () => {
    await withPassport({ clearSessionOnLogin: false })
    await seen('/cart', 'POST')
    await login('right')
    await seen('/logout', 'POST')
    expect(await seen('/me')).toMatchObject({ user: null, data: { cart: ['pear'] } })
  })
})

it.each(['@fastify/session', '@fastify/secure-session'] as const)(
  'S-L16 @fastify/csrf-protection, told that it works with %s',
  async (sessionPlugin) => {
    app.register(csrf, { sessionPlugin })
    app.get('/form', (_request, reply) => reply.generateCsrf())
    app.after(() => {
      app.post('/form', { onRequest: app.csrfProtection }, () => 'accepted')
    })
    await listening()
    const token = (await caller.get('/form')).text
    expect((await caller.post('/form', { headers: { 'csrf-token': token } })).text).toBe('accepted')
    expect((await caller.post('/form', { headers: { 'csrf-token': 'forged' } })).status).toBe(403)
    expect((await caller.post('/form', { headers: { 'csrf-token': token }, cookie: null })).status).toBe(403)
  },
)
