// The subscriber of docs/events.md, as it stands there: on emitted code, with OpenTelemetry's own SDK, while a real Redis goes away.
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { context, metrics, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import express, { type RequestHandler } from 'express'
import { createClient } from 'redis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Caller, type Reply } from '../templates/contracts/contract-client.ts'
import { missingRedis, type RedisServer, startRedis } from '../templates/contracts/redis-servers.ts'
import { describeWith, temporaryFolder } from '../templates/contracts/services.ts'
import type { RunningServer } from '../templates/contracts/target-contract.ts'
import { listen } from '../templates/targets/express/express.harness.ts'
import { packageRoot } from './emit/read-template.ts'
import { emitTree } from './runtime-builds.fixture.ts'

describeWith(missingRedis, 'OpenTelemetry', () => {
  const folder = temporaryFolder('events')
  const spans = new InMemorySpanExporter()
  const counts = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter: counts, exportIntervalMillis: 3_600_000 })
  let redis: RedisServer
  let client: ReturnType<typeof createClient>
  let server: RunningServer
  let caller: Caller

  beforeAll(async () => {
    trace.setGlobalTracerProvider(
      new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] }),
    )
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }))
    redis = await startRedis()
    client = createClient({ url: redis.url, disableOfflineQueue: true })
    client.on('error', () => {})
    await client.connect()
    server = await start()
    caller = new Caller(server.url)
  })

  afterAll(async () => {
    caller.close()
    await server.stop()
    client.destroy()
    await redis.stop()
    await reader.shutdown()
    trace.disable()
    context.disable()
    metrics.disable()
    folder.remove()
  })

  /** An application with a span for each request. */
  async function start(): Promise<RunningServer> {
    const index = await emitTree(folder.path, 'express', { backend: 'redis', csrf: true, events: true })
    symlinkSync(join(packageRoot(), 'node_modules'), join(folder.path, 'node_modules'))
    const docs = readFileSync(join(packageRoot(), 'docs/events.md'), 'utf8')
    const subscriber = /```ts\n(\/\/ telemetry\.ts\n.+?)```/s.exec(docs)?.[1] ?? ''
    writeFileSync(join(folder.path, 'telemetry.ts'), subscriber.replace('index.js', 'index.ts'))
    const load = (path: string): Promise<unknown> => import(/* @vite-ignore */ path)
    await load(join(folder.path, 'telemetry.ts'))
    const { sessions } = (await load(index)) as { sessions: (options: object) => RequestHandler }
    const app = express()
    app.use((request, response, next) => {
      trace.getTracer('test').startActiveSpan(request.path, (span) => {
        response.on('close', () => span.end())
        next()
      })
    })
    app.use(sessions({ client }))
    app.post('/login', (request, response, next) => {
      request.session['user'] = 'ada'
      request.session.save().then(() => response.json(request.session.id), next)
    })
    app.get('/user', (request, response) => void response.json(request.session['user'] ?? null))
    return listen(app)
  }

  async function counted(): Promise<Record<string, number>> {
    await reader.forceFlush()
    const points = counts.getMetrics().at(-1)?.scopeMetrics[0]?.metrics[0]?.dataPoints ?? []
    return Object.fromEntries(
      points.map(({ attributes, value }) => [Object.values(attributes).join(' '), Number(value)]),
    )
  }

  it('S-O3 requirement 87 the subscriber of the docs counts what happens, and puts it on the span of the request', async () => {
    const login = await caller.post('/login')
    await caller.get('/user')
    await caller.get('/user', { cookie: `__Host-session=${'A'.repeat(43)}` })
    await caller.get('/user', { cookie: '__Host-session=guess' })
    await caller.post('/login', { headers: { 'sec-fetch-site': 'cross-site' } })
    await redis.kill()
    const away: Reply = await caller.get('/user')
    expect(away.status).toBe(503)
    expect(await counted()).toEqual({
      create: 1,
      load: 1,
      'reject unknown': 1,
      'reject malformed': 1,
      'reject cross-origin': 1,
      'store-failure': 1,
    })
    const told = spans
      .getFinishedSpans()
      .flatMap(({ name, events }) => events.map(({ attributes }) => [name, ...Object.values(attributes ?? {})]))
    const [, , handle] = told[0] ?? []
    expect(handle).toMatch(/^[\w-]{12}$/)
    expect(told).toEqual([
      ['/login', 'create', handle],
      ['/user', 'load', handle],
      ['/user', 'reject', 'unknown'],
      ['/user', 'reject', 'malformed'],
      ['/login', 'reject', 'cross-origin'],
      ['/user', 'store-failure'],
    ])
    expect(JSON.stringify([told, counts.getMetrics()])).not.toContain(String(JSON.parse(login.text)))
  })
})
