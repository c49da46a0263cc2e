// Elysia on Bun, which it is made for: its server answers routes by itself, and values without a handler, unless it is told otherwise.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { Caller } from '../../contracts/contract-client.ts'
import { launch, type Runtime, runtimes } from '../../contracts/runtimes.ts'
import { describeWith, temporaryFolder } from '../../contracts/services.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import { spec } from '../../runtime/spec.ts'

const PROGRAM = join(import.meta.dirname, 'elysia-bun.harness.ts')
const bun = runtimes.find(({ name }) => name === 'bun') as Runtime

describeWith(bun.missing, 'Elysia on Bun', () => {
  const folder = temporaryFolder('elysia-bun')
  let server: RunningServer
  let caller: Caller

  beforeAll(async () => {
    server = await launch(bun, PROGRAM, folder.path, {})
  })
  afterAll(async () => {
    caller?.close()
    await server?.stop()
    folder.remove()
  })
  beforeEach(() => {
    caller = new Caller(server.url)
  })

  it('S-L13 values that stand in place of a handler renew a session that is due', async () => {
    await caller.get('/users/ada')
    for (const path of ['/text', '/response']) {
      const fresh = await caller.get(path)
      expect(fresh).toMatchObject({ text: path.slice(1), setCookie: [] })
      expect(fresh.headers.vary).toBeUndefined()
      await caller.post(`/clock?seconds=${spec.renewAfterSeconds}`, { cookie: null })
      expect(await caller.get(path)).toMatchObject({ text: path.slice(1), setCookie: [expect.any(String)] })
    }
  })

  it.each([
    ['a text of a handler', '/users/ada', 'text/plain;charset=utf-8'],
    ['a generator', '/generator', 'text/plain'],
    ['events', '/events', 'text/event-stream'],
    ['an error', '/fail', 'text/plain;charset=utf-8'],
  ])('S-L4 %s: saved, with the cookie, and of its type', async (_what, path, type) => {
    const reply = await caller.get(path)
    expect(reply.setCookie).toHaveLength(1)
    expect(reply.headers).toMatchObject({ 'content-type': type, vary: 'Cookie', 'cache-control': 'no-store' })
    expect((await caller.get('/read')).text).not.toBe('{}')
  })

  it('S-L4 a file: whole, with its length, to HEAD too', async () => {
    const length = String(readFileSync(PROGRAM).length)
    const reply = await caller.get('/file')
    expect(reply).toMatchObject({ text: readFileSync(PROGRAM, 'utf8'), setCookie: [expect.any(String)] })
    expect(reply.headers['content-length']).toBe(length)
    const head = await caller.send('HEAD', '/file')
    expect(head).toMatchObject({ status: 200, text: '' })
    expect(head.headers['content-length']).toBe(length)
  })

  it('S-L2 a route whose option switches the session off says so', async () => {
    expect(await caller.get('/skipped')).toMatchObject({ status: 500, setCookie: [] })
    expect((await caller.get('/skipped')).text).toContain('skipSession')
  })

  it('S-W1 `ws.data` has the session, and none where it is switched off', async () => {
    await caller.get('/users/ada')
    const headers = { origin: server.url, cookie: caller.cookieHeader }
    for (const [path, expected] of [
      ['/live', { user: 'ada' }],
      ['/skipped/live', 'open'],
    ] as const) {
      const socket = new WebSocket(server.url.replace('http', 'ws') + path, { headers })
      const [message] = (await once(socket, 'message')) as [Buffer]
      expect(JSON.parse(String(message))).toEqual(expected)
      socket.terminate()
    }
  })
})
