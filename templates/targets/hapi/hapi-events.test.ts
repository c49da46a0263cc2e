// Events on hapi: of requests and handshakes that are refused, and of writes that come too late.
import { once } from 'node:events'
import { afterEach, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { SessionEvent } from '../../runtime/session-events.ts'
import { spec } from '../../runtime/spec.ts'
import { createServer } from './hapi.harness.ts'

Object.assign(spec, { events: true, csrf: true })
const { MemoryBackend } = await import('../../backends/memory/memory-backend.ts')
const { onSessionEvent } = await import('../../runtime/session-events.ts')
const { sessions } = await import('./hapi.ts')
const { atTheEnd, callerOf, cleanUp } = await import('./hapi-app.harness.ts')

afterEach(async () => {
  vi.unstubAllEnvs()
  await cleanUp()
})

function listenTo(): SessionEvent[] {
  const events: SessionEvent[] = []
  atTheEnd(onSessionEvent((event) => events.push(event)))
  return events
}

it('S-O3 S-L10 in production a write that comes too late is told, and warned of', async () => {
  vi.stubEnv('NODE_ENV', 'production')
  const events = listenTo()
  const server = createServer()
  await server.register(sessions({ backend: new MemoryBackend() }))
  server.route({
    method: 'GET',
    path: '/',
    handler(request) {
      request.session['early'] = 1
      request.raw.res.once('finish', () => (request.session['late'] = 1))
      return 'body'
    },
  })
  const warned = once(process, 'warning')
  await (await callerOf(server)).get('/')
  expect(((await warned) as [Error])[0].name).toBe('SessionLateWriteWarning')
  expect(events.map(({ type }) => type)).toEqual(['create', 'late-write'])
})

it('S-O3 S-O1 S-W1 what another site sends is told once, as a request and as a handshake', async () => {
  const events = listenTo()
  const session = sessions({ backend: new MemoryBackend() })
  const server = createServer()
  await server.register(session)
  server.listener.on('upgrade', (request, socket) => void session.upgrade(request, socket))
  const caller = await callerOf(server)
  const headers = { origin: 'https://evil.test' }
  expect((await caller.post('/', { headers })).status).toBe(403)
  const socket = new WebSocket(server.info.uri.replace('http', 'ws'), { headers }).on('error', () => {})
  await new Promise((resolve) => socket.once('close', resolve))
  expect(events).toEqual([1, 2].map(() => ({ type: 'reject', reason: 'cross-origin' })))
})
