// Passport, where sessions know when their user authenticated: it regenerates the session itself, and the handler marks what it is given.
import express, { type Request } from 'express'
import passport from 'passport'
import { Strategy } from 'passport-local'
import { afterEach, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import { requireRecentAuth } from '../../runtime/recent-auth.ts'
import type { SessionObject } from '../../runtime/session-object-callbacks.ts'
import { listen } from './express.harness.ts'
import { sessions } from './express.ts'

vi.mock('../../slots/session-object.ts', () => import('../../runtime/session-object-callbacks.ts'))
vi.mock('../../runtime/spec.ts', async (load) => {
  const { spec } = await load<typeof import('../../runtime/spec.ts')>()
  return { spec: { ...spec, recentAuth: true, recentAuthSeconds: 600 } }
})

const running: RunningServer[] = []
afterEach(async () => {
  for (const server of running.splice(0)) {
    await server.stop()
  }
})

it.each([false, true])('S-O7 S-L16 a login by Passport is marked, keepSessionInfo: %s', async (keepSessionInfo) => {
  let time = Date.UTC(2030, 0, 1)
  const authenticator = new passport.Passport()
  authenticator.use(new Strategy((name, _password, done) => done(null, { name })))
  authenticator.serializeUser((user, done) => done(null, (user as { name: string }).name))
  authenticator.deserializeUser((name: string, done) => done(null, { name }))
  const app = express().use(sessions({ backend: new MemoryBackend(() => time) }))
  app.use(authenticator.initialize(), authenticator.session())
  app.post(
    '/login',
    express.urlencoded(),
    authenticator.authenticate('local', { keepSessionInfo }),
    (request, response) => {
      const session = request.session as Request['session'] & SessionObject
      session.markAuthenticated()
      response.json({ at: session.authenticatedAt, user: request.user })
    },
  )
  app.get('/sensitive', (request, response) => {
    requireRecentAuth(request.session)
    response.send('done')
  })
  const server = await listen(app)
  running.push(server)
  const caller = new Caller(server.url)

  for (const login of ['first', 'again']) {
    const reply = await caller.post(`/login?username=ada&password=${login}`, { headers: { 'content-length': '0' } })
    expect(JSON.parse(reply.text)).toEqual({ at: time, user: { name: 'ada' } })
    expect((await caller.get('/sensitive')).status).toBe(200)
    time += 600_000
    expect((await caller.get('/sensitive')).status).toBe(403)
  }
})
