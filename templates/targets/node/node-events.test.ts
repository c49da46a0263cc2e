// Events on a server of Node's own: of requests and handshakes that are refused, and of writes that come too late.
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { afterEach, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { SessionEvent } from '../../runtime/session-events.ts'
import { spec } from '../../runtime/spec.ts'
import { listen } from './node.harness.ts'
import { atTheEnd, callerOf, cleanUp } from './node-servers.harness.ts'

Object.assign(spec, { events: true, csrf: true })
const { MemoryBackend } = await import('../../backends/memory/memory-backend.ts')
const { onSessionEvent } = await import('../../runtime/session-events.ts')
const { sessions } = await import('./node.ts')

afterEach(async () => {
  vi.unstubAllEnvs()
  await cleanUp()
})

function listenTo(): SessionEvent[] {
  const events: SessionEvent[] = []
  atTheEnd(onSessionEvent((event) => events.push(event)))
  return events
}

it('S-O3 whoever knows the channel by its name hears the same', async () => {
  const events = listenTo()
  const heard: unknown[] = []
  const hear = (event: unknown): void => void heard.push(event)
  subscribe('session-events', hear)
  atTheEnd(() => unsubscribe('session-events', hear))
  const caller = await callerOf(
    sessions({ backend: new MemoryBackend() })((request, response) => {
      request.session['count'] = Number(request.session['count'] ?? 0) + 1
      response.end()
    }),
  )
  await caller.get('/')
  await caller.get('/')
  expect(heard).toEqual(events)
  expect(events.map(({ type }) => type)).toEqual(['create', 'load', 'save'])
})

it('S-O3 S-L10 in production a write that comes too late is told, and warned of', async () => {
  vi.stubEnv('NODE_ENV', 'production')
  const events = listenTo()
  const caller = await callerOf(
    sessions({ backend: new MemoryBackend() })((request, response) => {
      request.session['early'] = 1
      response.write('head')
      response.once('drain', () => {
        request.session['late'] = 1
        response.end()
      })
    }),
  )
  const warned = once(process, 'warning')
  expect((await caller.get('/')).text).toBe('head')
  expect(((await warned) as [Error])[0].name).toBe('SessionLateWriteWarning')
  expect(events.map(({ type }) => type)).toEqual(['create', 'late-write'])
})

it('S-O3 S-O1 S-W1 what another site sends is told once, as a request and as a handshake', async () => {
  const events = listenTo()
  const session = sessions({ backend: new MemoryBackend() })
  const server = createServer(session((_request, response) => response.end()))
  server.once('upgrade', (request, socket) => void session.upgrade(request, socket))
  server.once('upgrade', () => {
    server.once('upgrade', (request) =>
      session(
        () => {},
        () => request.destroy(),
      )(request, {} as ServerResponse),
    )
  })
  const { url, stop } = await listen(server)
  atTheEnd(stop)
  const headers = { origin: 'https://evil.test' }
  expect((await fetch(url, { method: 'POST', headers })).status).toBe(403)
  for (let handshake = 0; handshake < 2; handshake += 1) {
    const socket = new WebSocket(url.replace('http', 'ws'), { headers }).on('error', () => {})
    await new Promise((resolve) => socket.once('close', resolve))
  }
  expect(events).toEqual([1, 2, 3].map(() => ({ type: 'reject', reason: 'cross-origin' })))
})
