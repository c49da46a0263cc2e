// Events on the Web platform: a set of listeners, whose errors are their own.
import { listen } from './hono-web.harness.ts'
import { Hono } from 'hono'
import { afterEach, expect, it } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import { onSessionEvent, type SessionEvent } from '../../runtime/session-events.ts'
import { spec } from '../../runtime/spec.ts'
import { sessions } from './hono.ts'

Object.assign(spec, { events: true })

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) {
    await cleanup()
  }
})

it('S-O3 a listener that throws is an uncaught error of the process: the request is answered, and the others hear', async () => {
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
  const events: SessionEvent[] = []
  const stop = onSessionEvent((event) => events.push(event))
  const app = new Hono().use(sessions({ backend: new MemoryBackend() }))
  app.get('/', (c) => {
    c.get('session')['visited'] = true
    return c.text('served')
  })
  const server = await listen(app)
  const caller = new Caller(server.url)
  cleanups.push(
    () => server.stop(),
    () => caller.close(),
  )
  expect(await caller.get('/')).toMatchObject({ status: 200, text: 'served' })
  expect(await caller.get('/')).toMatchObject({ status: 200 })
  stop()
  await caller.get('/')
  expect(events.map(({ type }) => type)).toEqual(['create', 'load'])
  expect(uncaught).toEqual([1, 2, 3].map(() => new Error('a listener failed')))
})
