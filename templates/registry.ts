// The targets and backends that there are: one line each.
import { type CloudflareD1Input, cloudflareD1 } from './backends/cloudflare-d1/cloudflare-d1.meta.ts'
import { type CookieInput, cookie } from './backends/cookie/cookie.meta.ts'
import { type DurableObjectInput, durableObject } from './backends/durable-object/durable-object.meta.ts'
import { type FileInput, file } from './backends/file/file.meta.ts'
import { type MemcachedInput, memcached } from './backends/memcached/memcached.meta.ts'
import { type MemoryInput, memory } from './backends/memory/memory.meta.ts'
import { type MysqlInput, mysql } from './backends/mysql/mysql.meta.ts'
import { type PostgresInput, postgres } from './backends/postgres/postgres.meta.ts'
import { type RedisInput, redis } from './backends/redis/redis.meta.ts'
import { type SqliteInput, sqlite } from './backends/sqlite/sqlite.meta.ts'
import type { BackendMeta, TargetMeta } from './meta.ts'
import { astro } from './targets/astro/astro.meta.ts'
import { awsLambda } from './targets/aws-lambda/aws-lambda.meta.ts'
import { elysia } from './targets/elysia/elysia.meta.ts'
import { express } from './targets/express/express.meta.ts'
import { fastify } from './targets/fastify/fastify.meta.ts'
import { fetch } from './targets/fetch/fetch.meta.ts'
import { h3 } from './targets/h3/h3.meta.ts'
import { hapi } from './targets/hapi/hapi.meta.ts'
import { hono } from './targets/hono/hono.meta.ts'
import { koa } from './targets/koa/koa.meta.ts'
import { nextjs } from './targets/nextjs/nextjs.meta.ts'
import { nestjs } from './targets/nestjs/nestjs.meta.ts'
import { nestjsFastify } from './targets/nestjs-fastify/nestjs-fastify.meta.ts'
import { node } from './targets/node/node.meta.ts'
import { nuxt } from './targets/nuxt/nuxt.meta.ts'
import { reactRouter } from './targets/react-router/react-router.meta.ts'
import { sveltekit } from './targets/sveltekit/sveltekit.meta.ts'
import { tanstackStart } from './targets/tanstack-start/tanstack-start.meta.ts'

/** The words of `target`, for types and completions. */
export const targetNames = [
  'express',
  'fastify',
  'hono',
  'node',
  'koa',
  'fetch',
  'sveltekit',
  'astro',
  'react-router',
  'nextjs',
  'nestjs',
  'nestjs-fastify',
  'h3',
  'hapi',
  'aws-lambda',
  'nuxt',
  'tanstack-start',
  'elysia',
] as const
export type TargetName = (typeof targetNames)[number]

/** The words of `backend`. */
export const backendNames = [
  'cookie',
  'memory',
  'file',
  'redis',
  'postgres',
  'mysql',
  'sqlite',
  'memcached',
  'cloudflare-d1',
  'durable-object',
] as const
export type BackendName = (typeof backendNames)[number]

/** What the object form of `backend` may say, backend by backend. */
export type BackendInput =
  | CookieInput
  | MemoryInput
  | FileInput
  | RedisInput
  | PostgresInput
  | MysqlInput
  | SqliteInput
  | MemcachedInput
  | CloudflareD1Input
  | DurableObjectInput

export const targets: readonly TargetMeta[] = [
  express,
  fastify,
  hono,
  node,
  koa,
  fetch,
  sveltekit,
  astro,
  reactRouter,
  nextjs,
  nestjs,
  nestjsFastify,
  h3,
  hapi,
  awsLambda,
  nuxt,
  tanstackStart,
  elysia,
]

export const backends: readonly BackendMeta[] = [
  cookie,
  memory,
  file,
  redis,
  postgres,
  mysql,
  sqlite,
  memcached,
  cloudflareD1,
  durableObject,
]
