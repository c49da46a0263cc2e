// Events on a Node server: by the channel of `node:diagnostics_channel`, of handshakes, of late writes; and what listeners do wrong.
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import express from 'express'
import { afterEach, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { Caller } from '../../contracts/contract-client.ts'
import { observe } from '../../contracts/observed-backend.ts'
import type { SessionEvent } from '../../runtime/session-events.ts'
import { spec } from '../../runtime/spec.ts'
import { listen } from './express.harness.ts'
import { startLoginApp } from './login-app.harness.ts'

Object.assign(spec, { events: true })
const { MemoryBackend } = await import('../../backends/memory/memory-backend.ts')
const { onSessionEvent } = await import('../../runtime/session-events.ts')
const { sessions } = await import('./express.ts')

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const cleanup of cleanups.splice(0).toReversed()) {
    await cleanup()
  }
})

function listenTo(): SessionEvent[] {
  const events: SessionEvent[] = []
  cleanups.push(onSessionEvent((event) => events.push(event)))
  return events
}

async function callerOf(app: express.Express): Promise<Caller> {
  const server = await listen(app)
  const caller = new Caller(server.url)
  cleanups.push(
    () => server.stop(),
    () => caller.close(),
  )
  return caller
}

function counting(): express.Express {
  const app = express().use(sessions({ backend: new MemoryBackend() }))
  app.get('/count', (request, response) => {
    request.session['count'] = Number(request.session['count'] ?? 0) + 1
    response.json(request.session['count'])
  })
  return app
}

it('S-O3 whoever knows the channel by its name hears the same', async () => {
  const events = listenTo()
  const heard: unknown[] = []
  const hear = (event: unknown): void => void heard.push(event)
  subscribe('session-events', hear)
  cleanups.push(() => unsubscribe('session-events', hear))
  const caller = await callerOf(counting())
  await caller.get('/count')
  await caller.get('/count')
  expect(heard).toEqual(events)
  expect(heard).toHaveLength(3)
})

it('S-O3 a listener that throws is an uncaught error of the process, and the request is answered', async () => {
  const uncaught: unknown[] = []
  const others = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException').on('uncaughtException', (error) => uncaught.push(error))
  cleanups.push(() => {
    process.removeAllListeners('uncaughtException')
    others.forEach((other) => process.on('uncaughtException', other))
  })
  cleanups.push(
    onSessionEvent(() => {
      throw new Error('a listener failed')
    }),
  )
  const events = listenTo()
  const caller = await callerOf(counting())
  expect(await caller.get('/count')).toMatchObject({ status: 200, text: '1' })
  expect(await caller.get('/count')).toMatchObject({ status: 200, text: '2' })
  expect(events.map(({ type }) => type)).toEqual(['create', 'load', 'save'])
  expect(uncaught).toEqual([1, 2, 3].map(() => new Error('a listener failed')))
})

it('S-O3 S-L10 in production a write that comes too late is told, and warned of', async () => {
  vi.stubEnv('NODE_ENV', 'production')
  const events = listenTo()
  const app = express().use(sessions({ backend: new MemoryBackend() }))
  app.get('/', (request, response) => {
    request.session['early'] = 1
    response.write('head')
    response.once('drain', () => {
      request.session['late'] = 1
      response.end()
    })
  })
  const warned = once(process, 'warning')
  expect((await (await callerOf(app)).get('/')).text).toBe('head')
  expect(((await warned) as [Error])[0].name).toBe('SessionLateWriteWarning')
  const session = expect.stringMatching(/^[\w-]{12}$/)
  expect(events).toEqual([
    { type: 'create', session },
    { type: 'late-write', session },
  ])
})

it('S-O3 S-W1 requirement 87 a handshake of another site is told', async () => {
  const events = listenTo()
  const middleware = sessions({ backend: new MemoryBackend() })
  const { server, origin } = await startLoginApp(middleware)
  server.on('upgrade', (request, socket) => void middleware.upgrade(request, socket))
  cleanups.push(
    () => server.close(),
    () => server.closeAllConnections(),
  )
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/socket`, { headers: { origin: 'https://evil.test' } })
  cleanups.push(() => socket.terminate())
  socket.on('error', () => {})
  await once(socket, 'unexpected-response')
  expect(events).toEqual([{ type: 'reject', reason: 'cross-origin' }])
})

it('S-O3 an end that the store refused is no end', async () => {
  const backend = new MemoryBackend()
  const store = observe(backend)
  const app = express().use(sessions({ backend }))
  app.get('/login', (request, response) => {
    request.session['user'] = 'ada'
    response.end()
  })
  app.get('/logout', (request, response, next) => {
    request.session.destroy().then(() => response.end(), next)
  })
  const caller = await callerOf(app.set('env', 'test'))
  await caller.get('/login')
  const events = listenTo()
  store.fail('delete', new Error('not now'))
  expect((await caller.get('/logout')).status).toBe(500)
  expect(events.map(({ type }) => type)).toEqual(['load'])
})
