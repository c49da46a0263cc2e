// Where middlewares of NestJS stand to the session: behind it on Express, before it on Fastify, which has plugins in their place.
import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  Get,
  type INestApplication,
  type MiddlewareConsumer,
  type NestModule,
  Post,
  Req,
  type Type,
} from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import fastifyPassport from '@fastify/passport'
import { Test } from '@nestjs/testing'
import { Authenticator } from 'passport'
import { Strategy } from 'passport-local'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import type { Session } from '../../runtime/session.ts'
import { sessions as expressSessions } from '../express/express.ts'
import { sessions as fastifySessions } from '../fastify/fastify.ts'
import { CurrentSession } from './current-session.ts'
import { asController, onMethod, onParameters } from './decorate.harness.ts'
import { platforms } from './platforms.harness.ts'

// The members that a session has on Express and on Fastify.
vi.mock('../../slots/session-object.ts', () => import('../fastify/session-object-fastify.ts'))

type Middleware = (request: IncomingMessage & { session?: Session }, response: ServerResponse, next: () => void) => void

class Account {
  read(session: Session): object {
    return { ...session }
  }

  write(session: Session): object {
    session['user'] = 'ada'
    return {}
  }
}
onParameters(Account, 'read', CurrentSession())
onParameters(Account, 'write', CurrentSession())
onMethod(Account, 'read', Get('read'))
onMethod(Account, 'write', Post('write'))
asController(Account as Type)

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) {
    await cleanup()
  }
})

async function listen(app: INestApplication): Promise<Caller> {
  await app.listen(0, '127.0.0.1')
  cleanups.push(() => app.close())
  const caller = new Caller(await app.getUrl())
  cleanups.push(() => caller.close())
  return caller
}

/** Middlewares of a module, as `configure` mounts them, with a wildcard that has a name. */
function moduleWith(middleware: Middleware, path: string): object {
  class AppModule implements NestModule {
    configure(consumer: MiddlewareConsumer): void {
      consumer.apply(middleware).forRoutes(path)
    }
  }
  return { imports: [{ module: AppModule, controllers: [Account] }] }
}

describe.each(['{*path}', 'read', Account as Type])('a middleware of a module, for %s', (path) => {
  it.each(platforms)('on %s', async (platform, create) => {
    const seen: unknown[] = []
    const middleware: Middleware = (request, _response, next) => {
      seen.push(request.session === undefined ? 'no session' : { ...request.session })
      next()
    }
    const { app } = await create(moduleWith(middleware, path as string), { backend: new MemoryBackend() })
    const caller = await listen(app)
    await caller.post('/write')
    seen.length = 0
    expect(JSON.parse((await caller.get('/read')).text)).toEqual({ user: 'ada' })
    // Fastify’s plugin for middlewares hands them Node’s own request, from a hook that NestFactory.create() adds.
    expect(seen).toEqual([platform === 'Fastify' ? 'no session' : { user: 'ada' }])
  })
})

it.each(platforms)('a middleware that answers in the place of a handler, on %s', async (platform, create) => {
  const answers: Middleware = (request, response) => {
    if (request.session !== undefined) {
      request.session['visited'] = true
    }
    response.end('from a middleware')
  }
  const { app } = await create({ controllers: [Account] }, { backend: new MemoryBackend() })
  app.use('/public', answers)
  const caller = await listen(app)
  const reply = await caller.get('/public')
  expect(reply).toMatchObject({ status: 200, text: 'from a middleware' })
  expect(reply.setCookie).toHaveLength(platform === 'Fastify' ? 0 : 1)
})

it('on Fastify, a plugin that is not waited for is there as well', async () => {
  const adapter = new FastifyAdapter({ forceCloseConnections: true })
  const app = await NestFactory.create<NestFastifyApplication>({ controllers: [Account] }, adapter, { logger: false })
  void app.register(fastifySessions({ backend: new MemoryBackend() }))
  const caller = await listen(app)
  await caller.post('/write')
  expect(JSON.parse((await caller.get('/read')).text)).toEqual({ user: 'ada' })
})

it('in an application of @nestjs/testing, with a backend that a module provides', async () => {
  const BACKEND = Symbol('backend')
  const provided = { provide: BACKEND, useFactory: async () => new MemoryBackend() }
  const module = await Test.createTestingModule({ controllers: [Account], providers: [provided] }).compile()
  const app = module.createNestApplication({ logger: false })
  app.use(expressSessions({ backend: app.get<MemoryBackend>(BACKEND) }))
  const caller = await listen(app)
  await caller.post('/write')
  expect(JSON.parse((await caller.get('/read')).text)).toEqual({ user: 'ada' })
})

it('a second copy of the middleware leaves the session to the first', async () => {
  const app = await NestFactory.create<NestExpressApplication>({ controllers: [Account] }, { logger: false })
  app.use(expressSessions({ backend: new MemoryBackend() }))
  app.use(expressSessions({ backend: new MemoryBackend() }))
  const caller = await listen(app)
  expect((await caller.post('/write')).setCookie).toHaveLength(1)
  expect(JSON.parse((await caller.get('/read')).text)).toEqual({ user: 'ada' })
})

class Whoami {
  read(request: { user?: unknown }): object {
    return { user: request.user ?? null }
  }
}
onParameters(Whoami, 'read', Req())
onMethod(Whoami, 'read', Get('whoami'))
asController(Whoami as Type)

function verify(name: string, password: string, done: (error: unknown, user?: object | false) => void): void {
  done(null, password === 'secret' && { name })
}

it('Passport logs in and out on Express', async () => {
  const passport = new Authenticator()
  passport.use(new Strategy(verify))
  passport.serializeUser((user, done) => done(null, user))
  passport.deserializeUser((user: object, done) => done(null, user))
  const app = await NestFactory.create<NestExpressApplication>({ controllers: [Whoami, Account] }, { logger: false })
  app.use(expressSessions({ backend: new MemoryBackend() }))
  app.use(passport.session())
  app.use('/login', passport.authenticate('local', { successRedirect: '/whoami', failureRedirect: '/whoami' }))
  app.use('/logout', (request: Express.Request, response: ServerResponse, next: (error: unknown) => void) => {
    request.logout((error) => (error ? next(error) : response.end('bye')))
  })
  const caller = await listen(app)
  await caller.post('/write')
  const before = caller.cookieHeader
  expect(await caller.post('/login?username=ada&password=secret')).toMatchObject({ status: 302 })
  expect(caller.cookieHeader).not.toBe(before)
  expect(JSON.parse((await caller.get('/whoami')).text)).toEqual({ user: { name: 'ada' } })
  await caller.post('/logout')
  expect(JSON.parse((await caller.get('/whoami')).text)).toEqual({ user: null })
})

it('@fastify/passport logs in and out on Fastify', async () => {
  const passport = new fastifyPassport.Authenticator()
  passport.use('local', new Strategy(verify))
  passport.registerUserSerializer(async (user) => user)
  passport.registerUserDeserializer(async (user) => user)
  const adapter = new FastifyAdapter({ forceCloseConnections: true })
  const app = await NestFactory.create<NestFastifyApplication>({ controllers: [Whoami] }, adapter, { logger: false })
  await app.register(fastifySessions({ backend: new MemoryBackend() }))
  await app.register(passport.initialize())
  await app.register(passport.secureSession())
  adapter
    .getInstance()
    .post('/login', { preValidation: passport.authenticate('local') as never }, async () => 'welcome')
  const caller = await listen(app)
  expect(await caller.post('/login?username=ada&password=secret')).toMatchObject({ status: 200 })
  expect(JSON.parse((await caller.get('/whoami')).text)).toEqual({ user: { name: 'ada' } })
})
