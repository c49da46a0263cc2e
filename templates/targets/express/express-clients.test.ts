// Middlewares that people already use, written for express-session: they work on these sessions unchanged.
import express, { type Express, type Request, type RequestHandler } from 'express'
import passport from 'passport'
import { Strategy } from 'passport-local'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import type { SessionData } from '../../runtime/session-data.ts'
import type { SessionObject } from '../../runtime/session-object-callbacks.ts'
import { listen } from './express.harness.ts'
import { sessions } from './express.ts'

// The members that a session has on Express.
vi.mock('../../slots/session-object.ts', () => import('../../runtime/session-object-callbacks.ts'))

/** What `request.session` is typed as in an emitted tree. */
const sessionOf = (request: Request): SessionObject & SessionData => request.session as SessionObject & SessionData

const running: RunningServer[] = []
afterEach(async () => {
  for (const server of running.splice(0)) {
    await server.stop()
  }
})

function application(): Express {
  return express().use(sessions({ backend: new MemoryBackend() }))
}

async function callerOf(app: Express): Promise<Caller> {
  const server = await listen(app)
  running.push(server)
  return new Caller(server.url)
}

const show: RequestHandler = (request, response) => {
  response.json({ id: request.session.id, user: request.user ?? null, data: { ...request.session } })
}

async function withPassport(options: passport.AuthenticateOptions): Promise<Caller> {
  const authenticator = new passport.Passport()
  authenticator.use(
    new Strategy((name, password, done) => (password === 'right' ? done(null, { name }) : done(null, false))),
  )
  authenticator.serializeUser((user, done) => done(null, (user as { name: string }).name))
  authenticator.deserializeUser((name: string, done) => done(null, { name }))
  const app = application()
  app.use(authenticator.initialize(), authenticator.session())
  app.post('/cart', (request, response) => {
    request.session['cart'] = ['pear']
    show(request, response, () => {})
  })
  app.get('/me', show)
  app.post('/login', express.urlencoded(), authenticator.authenticate('local', options), show)
  app.post('/logout', (request, response, next) => {
    request.logout({ keepSessionInfo: options.keepSessionInfo === true }, (error) => {
      if (error) {
        next(error)
      } else {
        show(request, response, next)
      }
    })
  })
  return callerOf(app)
}

async function login(caller: Caller, password: string): Promise<number> {
  const url = `/login?username=ada&password=${password}`
  return (await caller.post(url, { headers: { 'content-length': '0' } })).status
}

async function seen(caller: Caller, path: string): Promise<Record<string, unknown>> {
  return JSON.parse((await caller.get(path)).text) as Record<string, unknown>
}

describe('Passport 0.7', () => {
  it('S-L16 logs in and out: a new id each time, and nothing of the session before', async () => {
    const caller = await withPassport({})
    const cart = JSON.parse((await caller.post('/cart')).text) as { id: string }
    expect(await login(caller, 'wrong')).toBe(401)
    expect(await login(caller, 'right')).toBe(200)
    const me = await seen(caller, '/me')
    expect(me).toMatchObject({ user: { name: 'ada' }, data: { passport: { user: 'ada' } } })
    expect(me['data']).not.toHaveProperty('cart')
    expect(me['id']).not.toBe(cart.id)
    const copied = caller.cookieHeader
    await caller.post('/logout')
    expect(await seen(caller, '/me')).toMatchObject({ user: null })
    expect((await caller.get('/me', { cookie: copied })).text).toContain('"user":null')
  })

  it('S-L16 keepSessionInfo takes the data along, and not the id', async () => {
    const caller = await withPassport({ keepSessionInfo: true })
    const cart = JSON.parse((await caller.post('/cart')).text) as { id: string }
    expect(await login(caller, 'right')).toBe(200)
    const me = await seen(caller, '/me')
    expect(me['data']).toEqual({ cart: ['pear'], passport: { user: 'ada' } })
    expect(me['id']).not.toBe(cart.id)
    await caller.post('/logout')
    expect((await seen(caller, '/me'))['data']).toMatchObject({ cart: ['pear'] })
  })

  it('S-L16 failureMessage and successReturnToOrRedirect write to the session', async () => {
    const caller = await withPassport({ failureMessage: 'No such user', failureRedirect: '/me' })
    expect(await login(caller, 'wrong')).toBe(302)
    expect((await seen(caller, '/me'))['data']).toEqual({ messages: ['No such user'] })
  })
})

it('S-L16 a CSRF token is kept by plain get and set, and revoked by undefined', async () => {
  const app = application()
  app.get('/token', (request, response) => {
    request.session['csrfToken'] ??= 'token'
    response.json({ token: request.session['csrfToken'], id: request.session.id })
  })
  app.post('/revoke', (request, response) => {
    request.session['csrfToken'] = undefined
    response.json({ keys: Object.keys(request.session) })
  })
  app.get('/peek', (request, response) => {
    response.json({ has: 'csrfToken' in request.session })
  })
  const caller = await callerOf(app)
  const first = (await caller.get('/token')).text
  expect((await caller.get('/token')).text).toBe(first)
  await caller.post('/revoke')
  expect((await caller.get('/peek')).text).toBe('{"has":false}')
})

it('S-L16 grant finds `save` on the prototype, with a parameter; no member is a field', async () => {
  const app = application()
  app.get('/shape', (request, response, next) => {
    const session = sessionOf(request)
    const prototype = Object.getPrototypeOf(session) as SessionObject
    session['grant'] = { state: 'x' }
    const answer = (error?: unknown): void => {
      response.json({ error: error ?? null, length: prototype.save.length, keys: Object.keys(session) })
    }
    session.save(answer).catch(next)
  })
  const reply = await (await callerOf(app)).get('/shape')
  expect(JSON.parse(reply.text)).toEqual({ error: null, length: 1, keys: ['grant'] })
  expect(reply.setCookie).toHaveLength(1)
})

/** Each member in turn, by its callback. */
async function callBack(request: Request): Promise<object> {
  const old = sessionOf(request)
  old['a'] = 1
  const errors = [await new Promise((done) => void old.regenerate(done))]
  const isNew = sessionOf(request) !== old
  sessionOf(request)['b'] = 2
  errors.push(await new Promise((done) => void sessionOf(request).save(done)))
  errors.push(await new Promise((done) => void sessionOf(request).reload(done)))
  const reloaded = { ...sessionOf(request) }
  errors.push(await new Promise((done) => void sessionOf(request).destroy(done)))
  return { errors: errors.filter(Boolean), isNew, reloaded }
}

it('S-L16 regenerate, destroy and reload take callbacks, and are promises too', async () => {
  const app = application()
  app.get('/callbacks', (request, response, next) => {
    callBack(request).then((seen) => response.json(seen), next)
  })
  const reply = await (await callerOf(app)).get('/callbacks')
  expect(JSON.parse(reply.text)).toEqual({ errors: [], isNew: true, reloaded: { b: 2 } })
  expect(reply.setCookie).toEqual([])
})
