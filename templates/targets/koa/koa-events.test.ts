// Events on Koa: of requests and handshakes that are refused, and of writes that come too late.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterEach, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { SessionEvent } from '../../runtime/session-events.ts'
import { spec } from '../../runtime/spec.ts'
import { application, atTheEnd, byPath, callerOf, cleanUp } from './koa-app.harness.ts'

Object.assign(spec, { events: true, csrf: true })
const { MemoryBackend } = await import('../../backends/memory/memory-backend.ts')
const { onSessionEvent } = await import('../../runtime/session-events.ts')
const { sessions } = await import('./koa.ts')

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
  const app = application(
    async (ctx, next) => {
      await next()
      ctx.session['late'] = 1
    },
    sessions({ backend: new MemoryBackend() }),
    byPath({ '/': (ctx) => void (ctx.session['early'] = 1) }),
  )
  const warned = once(process, 'warning')
  await (await callerOf(app)).get('/')
  expect(((await warned) as [Error])[0].name).toBe('SessionLateWriteWarning')
  expect(events.map(({ type }) => type)).toEqual(['create', 'late-write'])
})

it('S-O3 S-O1 S-W1 what another site sends is told once, as a request and as a handshake', async () => {
  const events = listenTo()
  const session = sessions({ backend: new MemoryBackend() })
  const server = createServer(application(session, byPath({ '/': () => '' })).callback()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  atTheEnd(() => {
    server.closeAllConnections()
    server.close()
  })
  server.on('upgrade', (request, socket) => void session.upgrade(request, socket))
  const { port } = server.address() as { port: number }
  const headers = { origin: 'https://evil.test' }
  expect((await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers })).status).toBe(403)
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { headers }).on('error', () => {})
  await new Promise((resolve) => socket.once('close', resolve))
  expect(events).toEqual([1, 2].map(() => ({ type: 'reject', reason: 'cross-origin' })))
})
