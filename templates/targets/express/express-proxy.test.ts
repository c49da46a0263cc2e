// `secure: 'auto'` on Express: the attribute follows the connection, as Express sees it.
import express, { type Express } from 'express'
import { expect, it } from 'vitest'
import { Caller } from '../../contracts/contract-client.ts'
import { spec } from '../../runtime/spec.ts'
import { listen } from './express.harness.ts'

Object.assign(spec, { secure: 'auto', cookieName: 'session', attributes: 'HttpOnly; Path=/; SameSite=Lax' })
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
