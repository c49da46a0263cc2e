// `secure: 'auto'` on Fastify: the attribute follows the connection, as Fastify sees it.
import fastify, { type FastifyInstance } from 'fastify'
import { expect, it } from 'vitest'
import { Caller } from '../../contracts/contract-client.ts'
import { spec } from '../../runtime/spec.ts'
import { listen } from './fastify.harness.ts'

Object.assign(spec, { secure: 'auto', cookieName: 'session', attributes: 'HttpOnly; Path=/; SameSite=Lax' })
const { MemoryBackend } = await import('../../backends/memory/memory-backend.ts')
const { sessions } = await import('./fastify.ts')

async function lineOf(app: FastifyInstance): Promise<string | undefined> {
  app.register(sessions({ backend: new MemoryBackend() }))
  app.get('/', async (request) => void (request.session['visited'] = true))
  const server = await listen(app)
  const caller = new Caller(server.url)
  const { setCookie } = await caller.get('/', { headers: { 'x-forwarded-proto': 'https' } })
  caller.close()
  await server.stop()
  return setCookie[0]
}

it('S-P3 a forwarded protocol is believed only where Fastify trusts the proxy', async () => {
  expect(await lineOf(fastify({ trustProxy: true }))).toMatch(/^session=.*; SameSite=Lax; Secure$/)
  expect(await lineOf(fastify())).toMatch(/^session=.*; SameSite=Lax$/)
})
