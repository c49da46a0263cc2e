// What the test kit's types take and give: each target's own application as people type it, and data of the session's shape.
import { spawnSync } from 'node:child_process'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../templates/contracts/services.ts'
import { packageRoot } from './emit/read-template.ts'
import { apply, prepare } from './pipeline.ts'
import { createProject } from './snapshot-cases.fixture.ts'

const COMPILER_OPTIONS = {
  target: 'es2023',
  module: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  skipLibCheck: true,
  types: ['node'],
}

const SESSION_DATA =
  'export interface SessionData {\n  userId?: string\n  cart?: readonly number[]\n  [key: string]: unknown\n}\n'

it.each([
  ['express', "import express from 'express'\nconst app = express()", "await agent.fetch('/cart', { method: 'POST' })"],
  [
    'fastify',
    "import { fastify } from 'fastify'\nconst app = fastify({ logger: true })",
    "const { statusCode } = await agent.inject({ url: '/cart', method: 'POST', payload: { item: 1 } })\nconsole.log(statusCode)",
  ],
  [
    'node',
    "import { sessions as mounted } from './sessions/index.js'\nconst app = mounted()((_request, response) => response.end())",
    "await agent.fetch('/cart', { method: 'POST' })",
  ],
  [
    'koa',
    "import Koa from 'koa'\nconst app = new Koa<{ item: number }>()",
    "await agent.fetch('/cart', { method: 'POST' })",
  ],
  [
    'aws-lambda',
    "import { sessions as mounted } from './sessions/index.js'\nimport type { APIGatewayProxyEventV2, Context } from 'aws-lambda'\nconst app = mounted()(async (event: APIGatewayProxyEventV2, { awsRequestId }: Context) => event.rawPath + awsRequestId)",
    "const { statusCode } = await agent.invoke({ path: '/cart', method: 'POST' })\nconsole.log(statusCode)",
  ],
  [
    'elysia',
    "import { Elysia } from 'elysia'\nimport { sessions as mounted } from './sessions/index.js'\nconst app = new Elysia().use(mounted()).get('/', ({ session }) => String(session.id))",
    "await agent.handle(new Request('http://localhost/cart', { method: 'POST' }))",
  ],
  [
    'hapi',
    "import { server } from '@hapi/hapi'\nconst app = server({ port: 0 })",
    "const { statusCode } = await agent.inject({ url: '/cart', method: 'POST', payload: { item: 1 } })\nconsole.log(statusCode)",
  ],
  [
    'fetch',
    "import { sessions as mounted } from './sessions/index.js'\nconst app = mounted()((_request: Request) => new Response())",
    "await agent.fetch('/cart', { method: 'POST' })",
  ],
  [
    'nextjs',
    "import { sessions as mounted } from './sessions/index.js'\nconst app = mounted().routeHandler(() => new Response())",
    "await agent.fetch('/cart', { method: 'POST' }, { id: '42' })",
  ],
  [
    'nestjs',
    "import { NestFactory } from '@nestjs/core'\nconst app = await NestFactory.create({})\nawait app.init()",
    "await agent.fetch('/cart', { method: 'POST' })",
  ],
  [
    'nestjs-fastify',
    "import { NestFactory } from '@nestjs/core'\nimport { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'\nconst app = await NestFactory.create<NestFastifyApplication>({}, new FastifyAdapter())\nawait app.init()",
    "const { statusCode } = await agent.inject({ url: '/cart', method: 'POST', payload: { item: 1 } })\nconsole.log(statusCode)",
  ],
  [
    'h3',
    "import { H3 } from 'h3'\nconst app = new H3({ debug: true })",
    "await agent.request('/cart', { method: 'POST' })",
  ],
  [
    'nuxt',
    "import { createApp, toNodeListener } from 'h3-1'\nconst app = toNodeListener(createApp())",
    "await agent.fetch('/cart', { method: 'POST' })",
  ],
  [
    'react-router',
    "import { createRequestHandler, type ServerBuild } from 'react-router'\nconst app = createRequestHandler({} as ServerBuild)",
    "await agent.fetch('/cart', { method: 'POST' })",
  ],
  [
    'tanstack-start',
    "import { sessions as mounted } from './sessions/index.js'\nconst app = { handle: mounted(), resolve: () => new Response() }",
    "await agent.fetch('/cart', { method: 'POST' })",
  ],
  [
    'sveltekit',
    "import { sessions as mounted } from './sessions/index.js'\nconst app = { handle: mounted(), resolve: () => new Response() }",
    "await agent.fetch('/cart', { method: 'POST' })",
  ],
  [
    'astro',
    "import { sessions as mounted } from './sessions/index.js'\nconst app = { onRequest: mounted(), respond: () => new Response() }",
    "await agent.fetch('/cart', { method: 'POST' })",
  ],
  [
    'hono',
    "import { Hono } from 'hono'\nconst app = new Hono<{ Variables: { item: number } }>().get('/', (c) => c.text(''))",
    "await agent.request('/cart', { method: 'POST' })",
  ],
])('S-O5 the kit for %s is typed', async (target, app, call) => {
  const folder = temporaryFolder('kit-types')
  const config = `export default ${JSON.stringify({ target, backend: 'memory', testKit: true })}\n`
  createProject(folder.path, { name: target, project: 'nodenext', config })
  apply(await prepare({ root: folder.path }))
  symlinkSync(join(packageRoot(), 'node_modules'), join(folder.path, 'node_modules'))
  writeFileSync(join(folder.path, 'src/sessions/session-data.ts'), SESSION_DATA)
  writeFileSync(
    join(folder.path, 'src/account.test.ts'),
    `${app}
import { createTestSessions } from './sessions/testing.js'
import { sessions } from './sessions/index.js'
const { backend, clock, cookieFor, signedIn } = createTestSessions()
sessions({ backend })
const agent = await signedIn(app, { userId: '42' })
${call}
clock.advance('1h')
clock.advance(1000)
console.log(agent.cookie.length, (await cookieFor({ cart: [1] })).length)
// @ts-expect-error A field of another type.
await signedIn(app, { userId: 42 })
// @ts-expect-error The same, without an agent.
await cookieFor({ cart: '42' })
// @ts-expect-error No application.
await signedIn({}, {})
// @ts-expect-error No unit.
clock.advance('1')
`,
  )
  writeFileSync(
    join(folder.path, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ['src'] }),
  )
  const { stdout } = spawnSync(
    process.execPath,
    [join(packageRoot(), 'node_modules/typescript/bin/tsc'), '-p', folder.path],
    { encoding: 'utf8' },
  )
  folder.remove()
  expect(stdout).toBe('')
})
