// Middlewares that people already use with koa-session: they work on these sessions unchanged.
import { Router } from '@koa/router'
import { KoaPassport } from 'koa-passport'
import type Koa from 'koa'
import { Strategy } from 'passport-local'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import type { Caller } from '../../contracts/contract-client.ts'
import { application, callerOf, cleanUp } from './koa-app.harness.ts'
import { sessions } from './koa.ts'

// The members that a session has on Koa.
vi.mock('../../slots/session-object.ts', () => import('../../runtime/session-object-callbacks.ts'))

afterEach(cleanUp)

const show = (ctx: Koa.Context): void => {
  ctx.body = { id: ctx.session.id, user: ctx.state['user'] ?? null, data: { ...ctx.session } }
}

async function withPassport(options: { keepSessionInfo?: boolean; failureMessage?: string }): Promise<Caller> {
  const passport = new KoaPassport()
  passport.use(
    new Strategy((name, password, done) => (password === 'right' ? done(null, { name }) : done(null, false))),
  )
  passport.serializeUser((user, done) => done(null, (user as { name: string }).name))
  passport.deserializeUser((name: string, done) => done(null, { name }))
  const router = new Router()
  router.post('/cart', (ctx) => {
    ctx.session['cart'] = ['pear']
    show(ctx)
  })
  router.get('/me', show)
  router.post('/login', passport.authenticate('local', options), show)
  router.post('/logout', async (ctx) => {
    // As its 6.0 takes it, of which there are no types yet.
    await (ctx.logout as (given: object) => Promise<void>)(options)
    show(ctx)
  })
  const app = application(sessions({ backend: new MemoryBackend() }), passport.initialize(), passport.session())
  app.use(router.routes())
  app.use(router.allowedMethods())
  return callerOf(app)
}

async function login(caller: Caller, password: string): Promise<number> {
  return (await caller.post(`/login?username=ada&password=${password}`)).status
}

async function seen(caller: Caller, path: string): Promise<Record<string, unknown>> {
  return JSON.parse((await caller.get(path)).text) as Record<string, unknown>
}

describe('koa-passport 6', () => {
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

  it('S-L16 failureMessage writes to the session', async () => {
    const caller = await withPassport({ failureMessage: 'No such user' })
    expect(await login(caller, 'wrong')).toBe(401)
    expect((await seen(caller, '/me'))['data']).toEqual({ messages: ['No such user'] })
  })
})
