// Several sessions in one application, from the emitted trees.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import express, { type RequestHandler } from 'express'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Caller } from '../templates/contracts/contract-client.ts'
import type { RunningServer } from '../templates/contracts/target-contract.ts'
import { listen } from '../templates/targets/express/express.harness.ts'
import { SNAPSHOTS } from './snapshot-cases.fixture.ts'

interface Tree {
  readonly sessions: (options: { readonly secrets: string }) => RequestHandler
}

let server: RunningServer

beforeAll(async () => {
  const app = express()
  for (const name of ['user', 'admin']) {
    const tree = (await import(/* @vite-ignore */ join(SNAPSHOTS, 'several/src/sessions', name, 'index.ts'))) as Tree
    app.use(tree.sessions({ secrets: randomBytes(32).toString('base64url') }))
  }
  app.post('/login/:as', (request, response) => {
    sessionOf(request, request.params.as)['name'] = request.params.as
    response.end()
  })
  app.get('/', (request, response) => {
    response.json({ user: sessionOf(request, 'user'), admin: sessionOf(request, 'admin') })
  })
  server = await listen(app)
})
afterAll(() => server.stop())

function sessionOf(request: object, name: string): Record<string, unknown> {
  return Reflect.get(request, `${name}Session`) as Record<string, unknown>
}

it('S-C3 two sessions live side by side, each with its cookie, its data and its name on the request', async () => {
  const caller = new Caller(server.url)
  const [user = ''] = (await caller.post('/login/user')).setCookie
  const [admin = ''] = (await caller.post('/login/admin')).setCookie

  expect(user).toMatch(/^__Host-user=.*; Max-Age=1209600; .*SameSite=Lax$/)
  expect(admin).toMatch(/^__Host-admin=.*; Max-Age=3600; .*SameSite=Strict$/)
  expect(JSON.parse((await caller.get('/')).text)).toEqual({ user: { name: 'user' }, admin: { name: 'admin' } })
  caller.close()
})
