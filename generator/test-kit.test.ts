// The kit for tests of an application, as it is emitted: each target's own idiom, against its real framework.
import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { Server as HapiServer } from '@hapi/hapi'
import { Controller, Get, type ModuleMetadata } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import { Elysia } from 'elysia'
import express, { type RequestHandler } from 'express'
import { fastify, type FastifyPluginAsync } from 'fastify'
import { H3, type Middleware } from 'h3'
import { createApp, createRouter, eventHandler, toNodeListener } from 'h3-1'
import { Hono, type MiddlewareHandler } from 'hono'
import Koa from 'koa'
import { createStaticHandler, type MiddlewareFunction, RouterContextProvider } from 'react-router'
import type { RequestEvent } from '@sveltejs/kit'
import type { APIContext } from 'astro'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../templates/contracts/services.ts'
import type { Session } from '../templates/runtime/session.ts'
import type { SessionBackend } from '../templates/runtime/session-backend.ts'
import type { TestAgent as ExpressAgent } from '../templates/targets/express/express-test-agent.ts'
import type { TestAgent as FastifyAgent } from '../templates/targets/fastify/fastify-test-agent.ts'
import type * as Lambda from '../templates/targets/aws-lambda/aws-lambda.ts'
import type { TestAgent as LambdaAgent } from '../templates/targets/aws-lambda/aws-lambda-test-agent.ts'
import type * as Fetch from '../templates/targets/fetch/fetch.ts'
import type { SessionsPlugin as ElysiaSessions } from '../templates/targets/elysia/elysia.ts'
import type { TestAgent as ElysiaAgent } from '../templates/targets/elysia/elysia-test-agent.ts'
import type { SessionsPlugin } from '../templates/targets/hapi/hapi.ts'
import type { TestAgent as HapiAgent } from '../templates/targets/hapi/hapi-test-agent.ts'
import type { TestAgent as HonoAgent } from '../templates/targets/hono/hono-test-agent.ts'
import type { CurrentSession } from '../templates/targets/nestjs/current-session.ts'
import type { NextSessions } from '../templates/targets/nextjs/nextjs.ts'
import type { NitroApplication } from '../templates/targets/nuxt/nuxt-answers.ts'
import type { SessionsListener as NodeSessions } from '../templates/targets/node/node.ts'
import type * as ReactRouter from '../templates/targets/react-router/react-router.ts'
import type { TestAgent as AstroAgent } from '../templates/targets/astro/astro-test-agent.ts'
import type { TestAgent as SveltekitAgent } from '../templates/targets/sveltekit/sveltekit-test-agent.ts'
import type {
  App as TanstackApp,
  TestAgent as TanstackAgent,
} from '../templates/targets/tanstack-start/tanstack-start-test-agent.ts'
import type * as Kit from '../templates/testing/testing.ts'
import { packageRoot } from './emit/read-template.ts'
import { apply, prepare } from './pipeline.ts'
import { createProject } from './snapshot-cases.fixture.ts'

const HOUR_MILLISECONDS = 60 * 60 * 1000

/** What an application answered: its status, and what the session holds. */
interface Asked {
  readonly status: number
  readonly data: unknown
}

/** A caller, whatever the idiom. */
interface Caller {
  readonly cookie: string
  readonly get: (path: string) => Promise<Asked>
  readonly close: () => Promise<void>
}

interface Index {
  readonly sessions: (options: { backend: SessionBackend }) => unknown
  /** Where the session is not on the request. */
  readonly getSession?: typeof Fetch.getSession
  readonly CurrentSession?: typeof CurrentSession
}

type Start = (sessions: Index['sessions'], kit: Kit.TestSessions, index: Index) => Promise<Caller>

const DATA = { userId: '42' }

const starts: Record<string, Start> = {
  async express(sessions, { backend, signedIn }) {
    const app = express()
    app.use(sessions({ backend }) as RequestHandler)
    app.get('/account', (request, response) => void response.json(request.session))
    app.get('/login', (request, response, next) => {
      request.session.regenerate({ keep: true }).then(() => response.json(request.session), next)
    })
    app.get('/logout', (request, response, next) => {
      request.session.destroy().then(() => response.json({}), next)
    })
    const agent = (await signedIn(app, DATA)) as ExpressAgent
    const get = async (path: string): Promise<Asked> => {
      const response = await agent.fetch(path)
      return { status: response.status, data: await response.json() }
    }
    return callerOf(agent, get, () => agent.close())
  },
  async fastify(sessions, { backend, signedIn }) {
    const app = fastify()
    await app.register(sessions({ backend }) as FastifyPluginAsync)
    app.get('/account', async (request) => ({ ...request.session }))
    app.get('/login', async (request) => ({ ...(await request.session.regenerate({ keep: true })) }))
    app.get('/logout', async (request) => {
      await request.session.destroy()
      return {}
    })
    const agent = (await signedIn(app as never, DATA)) as unknown as FastifyAgent
    const get = async (url: string): Promise<Asked> => {
      const response = await agent.inject({ url })
      return { status: response.statusCode, data: response.json() }
    }
    return callerOf(agent, get, async () => app.close())
  },
  async hapi(sessions, { backend, signedIn }) {
    const app = new HapiServer()
    await app.register(sessions({ backend }) as SessionsPlugin)
    app.route({ method: 'GET', path: '/account', handler: (request) => ({ ...request.session }) })
    app.route({
      method: 'GET',
      path: '/login',
      handler: async (request) => ({ ...(await request.session.regenerate({ keep: true })) }),
    })
    app.route({
      method: 'GET',
      path: '/logout',
      async handler(request) {
        await request.session.destroy()
        return {}
      },
    })
    const agent = (await signedIn(app as never, DATA)) as unknown as HapiAgent
    const get = async (url: string): Promise<Asked> => {
      const response = await agent.inject({ url })
      return { status: response.statusCode, data: JSON.parse(response.payload) }
    }
    return callerOf(agent, get, async () => {})
  },
  async node(sessions, { backend, signedIn }) {
    const session = sessions({ backend }) as NodeSessions
    const app = session(async (request, response) => {
      if (request.url === '/login') {
        await request.session.regenerate({ keep: true })
      } else if (request.url === '/logout') {
        await request.session.destroy()
      }
      response.end(JSON.stringify(request.session))
    })
    const agent = (await signedIn(app, DATA)) as ExpressAgent
    const get = async (path: string): Promise<Asked> => {
      const response = await agent.fetch(path)
      return { status: response.status, data: await response.json() }
    }
    return callerOf(agent, get, () => agent.close())
  },
  async koa(sessions, { backend, signedIn }) {
    const app = new Koa()
    app.use(sessions({ backend }) as Koa.Middleware)
    app.use(async (ctx) => {
      if (ctx.path === '/login') {
        await ctx.session.regenerate({ keep: true })
      } else if (ctx.path === '/logout') {
        await ctx.session.destroy()
      }
      ctx.body = { ...ctx.session }
    })
    const agent = (await signedIn(app as never, DATA)) as ExpressAgent
    const get = async (path: string): Promise<Asked> => {
      const response = await agent.fetch(path)
      return { status: response.status, data: await response.json() }
    }
    return callerOf(agent, get, () => agent.close())
  },
  async 'aws-lambda'(sessions, { backend, signedIn }, index) {
    const getSession = index.getSession as unknown as typeof Lambda.getSession
    const app = (sessions({ backend }) as Lambda.WithSession)(
      async (event: Parameters<typeof getSession>[0] & { readonly rawPath?: string }) => {
        if (event.rawPath === '/login') {
          await getSession(event).regenerate({ keep: true })
        } else if (event.rawPath === '/logout') {
          await getSession(event).destroy()
        }
        return { ...getSession(event) }
      },
    )
    const agent = (await signedIn(app as never, DATA)) as unknown as LambdaAgent
    const get = async (path: string): Promise<Asked> => {
      const { statusCode, body } = await agent.invoke({ path })
      return { status: statusCode, data: JSON.parse(body) }
    }
    return callerOf(agent, get, async () => {})
  },
  async fetch(sessions, { backend, signedIn }, { getSession }) {
    const app = (sessions({ backend }) as Fetch.WithSession)(async (request: Request) => {
      const { pathname } = new URL(request.url)
      if (pathname === '/login') {
        await getSession?.(request).regenerate({ keep: true })
      } else if (pathname === '/logout') {
        await getSession?.(request).destroy()
      }
      return Response.json({ ...getSession?.(request) })
    })
    const agent = (await signedIn(app as never, DATA)) as ExpressAgent
    const get = async (path: string): Promise<Asked> => {
      const response = await agent.fetch(path)
      return { status: response.status, data: await response.json() }
    }
    return callerOf(agent, get, async () => {})
  },
  async nextjs(sessions, { backend, signedIn }) {
    const { routeHandler } = sessions({ backend }) as NextSessions
    const app = routeHandler(async (request, context) => {
      if (request.nextUrl.pathname === '/login') {
        await context.session.regenerate({ keep: true })
      } else if (request.nextUrl.pathname === '/logout') {
        await context.session.destroy()
      }
      return Response.json({ ...context.session })
    })
    const agent = (await signedIn(app as never, DATA)) as ExpressAgent
    const get = async (path: string): Promise<Asked> => {
      const response = await agent.fetch(path)
      return { status: response.status, data: await response.json() }
    }
    return callerOf(agent, get, async () => {})
  },
  async nestjs(sessions, kit, index) {
    const app = await NestFactory.create(accountModule(index), { logger: false })
    app.use(sessions({ backend: kit.backend }))
    await app.init()
    const agent = (await kit.signedIn(app as never, DATA)) as ExpressAgent
    const get = async (path: string): Promise<Asked> => {
      const response = await agent.fetch(path)
      return { status: response.status, data: await response.json() }
    }
    return callerOf(agent, get, async () => {
      await agent.close()
      await app.close()
    })
  },
  async 'nestjs-fastify'(sessions, kit, index) {
    const module = accountModule(index)
    const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), { logger: false })
    await app.register(sessions({ backend: kit.backend }) as FastifyPluginAsync)
    await app.init()
    const agent = (await kit.signedIn(app as never, DATA)) as unknown as FastifyAgent
    const get = async (url: string): Promise<Asked> => {
      const response = await agent.inject({ url })
      return { status: response.statusCode, data: response.json() }
    }
    return callerOf(agent, get, () => app.close())
  },
  async h3(sessions, { backend, signedIn }) {
    const app = new H3()
    app.use(sessions({ backend }) as Middleware)
    app.get('/account', ({ context }) => ({ ...context.session }))
    app.get('/login', async ({ context }) => ({ ...(await context.session.regenerate({ keep: true })) }))
    app.get('/logout', async ({ context }) => {
      await context.session.destroy()
      return {}
    })
    const agent = (await signedIn(app as never, DATA)) as unknown as HonoAgent
    const get = async (path: string): Promise<Asked> => {
      const response = await agent.request(path)
      return { status: response.status, data: await response.json() }
    }
    return callerOf(agent, get, async () => {})
  },
  async nuxt(sessions, { backend, signedIn }) {
    const h3App = createApp()
    const plugin = sessions({ backend }) as (nitroApp: NitroApplication) => void
    plugin({ h3App } as never)
    const router = createRouter()
    const sessionOf = (context: Record<string, unknown>): Session => context['session'] as Session
    router.get(
      '/account',
      eventHandler(({ context }) => ({ ...sessionOf(context) })),
    )
    router.get(
      '/login',
      eventHandler(async ({ context }) => ({ ...(await sessionOf(context).regenerate({ keep: true })) })),
    )
    router.get(
      '/logout',
      eventHandler(async ({ context }) => {
        await sessionOf(context).destroy()
        return {}
      }),
    )
    h3App.use(router)
    const agent = (await signedIn(toNodeListener(h3App) as never, DATA)) as ExpressAgent
    const get = async (path: string): Promise<Asked> => {
      const response = await agent.fetch(path)
      return { status: response.status, data: await response.json() }
    }
    return callerOf(agent, get, () => agent.close())
  },
  async 'react-router'(sessions, { backend, signedIn }, index) {
    const getSession = index.getSession as unknown as typeof ReactRouter.getSession
    const { queryRoute } = createStaticHandler([
      {
        path: '*',
        middleware: [sessions({ backend }) as MiddlewareFunction],
        async loader({ url, context }) {
          if (url.pathname === '/login') {
            await getSession(context).regenerate({ keep: true })
          } else if (url.pathname === '/logout') {
            await getSession(context).destroy()
          }
          return Response.json({ ...getSession(context) })
        },
      },
    ])
    const app = (request: Request): Promise<Response> =>
      queryRoute(request, {
        requestContext: new RouterContextProvider(),
        generateMiddlewareResponse: (query) => query(request),
      })
    const agent = (await signedIn(app as never, DATA)) as ExpressAgent
    const get = async (path: string): Promise<Asked> => {
      const response = await agent.fetch(path)
      return { status: response.status, data: await response.json() }
    }
    return callerOf(agent, get, async () => {})
  },
  async 'tanstack-start'(sessions, { backend, signedIn }) {
    const resolve: TanstackApp['resolve'] = async ({ request, context }) => {
      if (request.url.endsWith('/login')) {
        await context.session().regenerate({ keep: true })
      } else if (request.url.endsWith('/logout')) {
        await context.session().destroy()
      }
      return Response.json({ ...context.session() })
    }
    const agent = (await signedIn({ handle: sessions({ backend }), resolve } as never, DATA)) as TanstackAgent
    const get = async (path: string): Promise<Asked> => {
      const response = await agent.fetch(path)
      return { status: response.status, data: await response.json() }
    }
    return callerOf(agent, get, async () => {})
  },
  async sveltekit(sessions, { backend, signedIn }) {
    const resolve = async ({ locals, url }: RequestEvent): Promise<Response> => {
      if (url.pathname === '/login') {
        await locals.session.regenerate({ keep: true })
      } else if (url.pathname === '/logout') {
        await locals.session.destroy()
      }
      return Response.json({ ...locals.session })
    }
    const agent = (await signedIn({ handle: sessions({ backend }), resolve } as never, DATA)) as SveltekitAgent
    const get = async (path: string): Promise<Asked> => {
      const response = await agent.fetch(path)
      return { status: response.status, data: await response.json() }
    }
    return callerOf(agent, get, async () => {})
  },
  async astro(sessions, { backend, signedIn }) {
    const respond = async ({ locals, url }: APIContext): Promise<Response> => {
      if (url.pathname === '/login') {
        await locals.session.regenerate({ keep: true })
      } else if (url.pathname === '/logout') {
        await locals.session.destroy()
      }
      return Response.json({ ...locals.session })
    }
    const agent = (await signedIn({ onRequest: sessions({ backend }), respond } as never, DATA)) as AstroAgent
    const get = async (path: string): Promise<Asked> => {
      const response = await agent.fetch(path)
      return { status: response.status, data: await response.json() }
    }
    return callerOf(agent, get, async () => {})
  },
  async elysia(sessions, { backend, signedIn }) {
    const app = new Elysia()
      .use(sessions({ backend }) as ElysiaSessions)
      .get('/account', ({ session }) => ({ ...session }))
      .get('/login', async ({ session }) => ({ ...(await session.regenerate({ keep: true })) }))
      .get('/logout', async ({ session }) => {
        await session.destroy()
        return {}
      })
    const agent = (await signedIn(app as never, DATA)) as unknown as ElysiaAgent
    const get = async (path: string): Promise<Asked> => {
      const response = await agent.handle(new Request(new URL(path, 'http://localhost')))
      return { status: response.status, data: await response.json() }
    }
    return callerOf(agent, get, async () => {})
  },
  async hono(sessions, { backend, signedIn }) {
    const app = new Hono()
    app.use(sessions({ backend }) as MiddlewareHandler)
    app.get('/account', (c) => c.json({ ...c.get('session') }))
    app.get('/login', async (c) => c.json({ ...(await c.get('session').regenerate({ keep: true })) }))
    app.get('/logout', async (c) => {
      await c.get('session').destroy()
      return c.json({})
    })
    const agent = (await signedIn(app as never, DATA)) as unknown as HonoAgent
    const get = async (path: string): Promise<Asked> => {
      const response = await agent.request(path)
      return { status: response.status, data: await response.json() }
    }
    return callerOf(agent, get, async () => {})
  },
}

/** Routes whose answer is what the session holds. Decorators are called as functions: what runs these tests compiles none. */
function accountModule({ CurrentSession }: Index): ModuleMetadata {
  class AccountController {
    async account(session: Session): Promise<object> {
      return { ...session }
    }

    async login(session: Session): Promise<object> {
      return { ...(await session.regenerate({ keep: true })) }
    }

    async logout(session: Session): Promise<object> {
      await session.destroy()
      return {}
    }
  }
  Controller()(AccountController)
  const { prototype } = AccountController
  for (const name of ['account', 'login', 'logout'] as const) {
    Get(name)(prototype, name, { value: prototype[name] })
    CurrentSession?.()(prototype, name, 0)
  }
  return { controllers: [AccountController] }
}

function callerOf(agent: { readonly cookie: string }, get: Caller['get'], close: Caller['close']): Caller {
  return {
    get cookie() {
      return agent.cookie
    },
    get,
    close,
  }
}

const cases = Object.keys(starts).flatMap((target) =>
  ['cookie', 'memory', 'file', 'redis'].map((backend) => ({ target, backend })),
)

describe.each(cases)('S-O5 the test kit for $target and $backend', ({ target, backend }) => {
  const folder = temporaryFolder('kit')
  const output = join(folder.path, 'src/sessions')
  let kit: typeof Kit
  let index: Index
  afterAll(() => folder.remove())

  beforeAll(async () => {
    const config = { target, backend, maxAge: '2h', testKit: true }
    createProject(folder.path, {
      name: 'kit',
      project: 'ts-extensions',
      config: `export default ${JSON.stringify(config)}\n`,
    })
    apply(await prepare({ root: folder.path }))
    symlinkSync(join(packageRoot(), 'node_modules'), join(folder.path, 'node_modules'))
    kit = (await import(/* @vite-ignore */ join(output, 'testing.ts'))) as typeof Kit
    index = (await import(/* @vite-ignore */ join(output, 'index.ts'))) as Index
  })

  const begin = async (): Promise<{ readonly caller: Caller; readonly kit: Kit.TestSessions }> => {
    const test = kit.createTestSessions()
    const start = starts[target] ?? (() => Promise.reject(new Error(target)))
    return { caller: await start(index.sessions, test, index), kit: test }
  }

  it('S-O5 signs a caller in, with data that the application finds', async () => {
    const { caller } = await begin()
    expect(caller.cookie).toMatch(/^__Host-session=/)
    expect(await caller.get('/account')).toEqual({ status: 200, data: DATA })
    await caller.close()
  })

  it('S-O5 keeps the cookies that the application sets and ends', async () => {
    const { caller } = await begin()
    const before = caller.cookie
    await caller.get('/login')
    expect(caller.cookie).not.toBe(before)
    expect((await caller.get('/account')).data).toEqual(DATA)
    await caller.get('/logout')
    expect(caller.cookie).toBe('')
    expect((await caller.get('/account')).data).toEqual({})
    await caller.close()
  })

  it('S-O5 ends a session by the clock', async () => {
    const { caller, kit: test } = await begin()
    test.clock.advance(HOUR_MILLISECONDS)
    expect((await caller.get('/account')).data).toEqual(DATA)
    test.clock.advance('119m')
    expect((await caller.get('/account')).data).toEqual(DATA)
    test.clock.advance('2h')
    expect((await caller.get('/account')).data).toEqual({})
    await caller.close()
  })

  it('S-O5 keeps two tests apart', async () => {
    const [one, other] = [await begin(), await begin()]
    expect(await one.kit.cookieFor(DATA)).not.toBe(await one.kit.cookieFor(DATA))
    await one.caller.get('/logout')
    expect((await other.caller.get('/account')).data).toEqual(DATA)
    await Promise.all([one.caller.close(), other.caller.close()])
  })

  it('S-O5 refuses a time that it cannot read', () => {
    const clock = kit.fixedClock(1000)
    expect(clock.now()).toBe(1000)
    clock.advance('1.5s')
    expect(clock.now()).toBe(2500)
    expect(() => clock.advance('1 week' as '1d')).toThrow(/'1 week' is no time/)
  })

  it('S-O5 is out of reach of production code: the index does not export it', () => {
    expect(readFileSync(join(output, 'index.ts'), 'utf8')).not.toMatch(/testing|test-agent|cookie-jar/)
  })
})
