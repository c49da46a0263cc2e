// What the config decides, as Express sees the connection: whether it is encrypted, and which path it is for.
import express, { type Express } from 'express'
import { expect, it } from 'vitest'
import { Caller } from '../../contracts/contract-client.ts'
import { spec } from '../../runtime/spec.ts'
import { listen } from './express.harness.ts'

Object.assign(spec, {
  secure: 'auto',
  cookieName: 'session',
  attributes: 'HttpOnly; Path=/; SameSite=Lax',
  excludes: true,
  exclude: /^\/api\/health/,
})
const { MemoryBackend } = await import('../../backends/memory/memory-backend.ts')
const { sessions } = await import('./express.ts')

async function lineOf(app: Express): Promise<string | undefined> {
  app.use(sessions({ backend: new MemoryBackend() }))
  app.get('/', (request, response) => {
    request.session['visited'] = true
    response.end()
  })
  const server = await listen(app)
  const caller = new Caller(server.url)
  const { setCookie } = await caller.get('/', { headers: { 'x-forwarded-proto': 'https' } })
  caller.close()
  await server.stop()
  return setCookie[0]
}

it('S-P3 case 62 a forwarded protocol is believed only where Express trusts the proxy', async () => {
  expect(await lineOf(express().set('trust proxy', true))).toMatch(/^session=.*; SameSite=Lax; Secure$/)
  expect(await lineOf(express())).toMatch(/^session=.*; SameSite=Lax$/)
})

it('S-L2 case 103 a pattern is searched in the whole path, on a router too', async () => {
  const router = express.Router().use(sessions({ backend: new MemoryBackend() }))
  router.get('/health', (request, response) => {
    response.json(request.session)
  })
  router.get('/visit', (request, response) => {
    response.json(request.session)
  })
  const server = await listen(express().set('env', 'test').use('/api', router))
  const caller = new Caller(server.url)
  expect((await caller.get('/api/visit')).status).toBe(200)
  const reply = await caller.get('/api/health')
  expect(reply.status).toBe(500)
  expect(reply.text).toContain('SessionNotInstalledError')
  caller.close()
  await server.stop()
})
