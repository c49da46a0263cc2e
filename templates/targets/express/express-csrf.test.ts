// Which requests are asked where they come from, on Express: by the method that they have when the middleware runs.
import express, { type Express } from 'express'
import { afterEach, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import { listen } from './express.harness.ts'
import { sessions } from './express.ts'

vi.mock('../../runtime/spec.ts', async (load) => {
  const { spec } = await load<typeof import('../../runtime/spec.ts')>()
  return { spec: { ...spec, csrf: true } }
})

const running: RunningServer[] = []
afterEach(async () => {
  for (const server of running.splice(0)) {
    await server.stop()
  }
})

async function statusOf(app: Express, method: string, path: string): Promise<number> {
  const server = await listen(app)
  running.push(server)
  const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' }
  return (await new Caller(server.url).send(method, path, { headers })).status
}

it('S-O1 bad input 193 a method that was overridden counts as what it became', async () => {
  const overriding = (): Express => {
    const app = express()
    app.use((request, _response, next) => {
      request.method = typeof request.query['_method'] === 'string' ? request.query['_method'] : request.method
      next()
    })
    app.use(sessions({ backend: new MemoryBackend() }))
    app.use((request, response) => void response.send(request.session.isNew))
    return app
  }
  expect(await statusOf(overriding(), 'GET', '/?_method=DELETE')).toBe(403)
  expect(await statusOf(overriding(), 'POST', '/?_method=GET')).toBe(200)
})

it('S-O1 bad input 214 every entry point has the check: routers, paths that nobody serves, handlers of errors', async () => {
  const app = (): Express => {
    const made = express().use(sessions({ backend: new MemoryBackend() }))
    made.use(
      '/api',
      express.Router().post('/graphql', (_request, response) => void response.send('changed')),
    )
    made.post('/throws', () => {
      throw new Error('not reached')
    })
    return made
  }
  expect(await statusOf(app(), 'POST', '/api/graphql')).toBe(403)
  expect(await statusOf(app(), 'POST', '/nowhere')).toBe(403)
  expect(await statusOf(app(), 'POST', '/throws')).toBe(403)
})
