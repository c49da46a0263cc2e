// Emitted code as a real process on every runtime that its target runs on: one whole life of a session over HTTP on each.
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { Caller, errorIn, sessionIn } from '../templates/contracts/contract-client.ts'
import { launch, type Runtime, runtimes } from '../templates/contracts/runtimes.ts'
import { describeWith, temporaryFolder } from '../templates/contracts/services.ts'
import type { RunningServer } from '../templates/contracts/target-contract.ts'
import { type TargetName, targetNames } from '../templates/registry.ts'
import { type Application, buildApplication, emitTree, isProgram, runsOn } from './runtime-builds.fixture.ts'

const RENEW_AFTER_SECONDS = 60 * 60

const folder = temporaryFolder('runtimes')
afterAll(() => folder.remove())

describe.each<TargetName>(targetNames.filter(isProgram))('emitted %s', (target) => {
  let index = ''

  beforeAll(async () => {
    index = await emitTree(`${folder.path}/${target}`, target, {
      backend: 'memory',
      renewAfter: RENEW_AFTER_SECONDS,
      revalidateEvery: 1,
    })
  })

  for (const runtime of runtimes.filter(({ name }) => runsOn(target, name))) {
    describeWith(runtime.missing, `on ${runtime.label}`, () => {
      describeRuntime(target, runtime, () => index)
    })
  }
})

function describeRuntime(target: TargetName, runtime: Runtime, index: () => string): void {
  let application: Application
  let server: RunningServer & { output(): string }
  let caller: Caller

  beforeAll(async () => {
    application = await buildApplication(`${folder.path}/${target}-${runtime.name}`, index(), target, runtime.name, {})
    server = await launch(runtime, application.file, application.folder, {})
    caller = new Caller(server.url)
  })

  afterAll(async () => {
    caller?.close()
    await server?.stop()
  })

  it('S-L1 S-L7 S-L8 S-L9 S-L13 a session is begun, read, renewed, regenerated and ended', async () => {
    expect(await caller.get('/read')).toMatchObject({ status: 200, setCookie: [] })
    const login = sessionIn(await caller.post('/login?user=ada'))
    expect(login.id).toMatch(/^[A-Za-z0-9_-]{43}$/)

    const read = await caller.get('/read')
    expect(read.setCookie).toEqual([])
    expect(sessionIn(read)).toEqual({ id: login.id, isNew: false, data: { user: 'ada' } })

    await caller.post(`/clock?seconds=${RENEW_AFTER_SECONDS}`, { cookie: null })
    const renewed = await caller.get('/read')
    expect(renewed.setCookie).toHaveLength(1)
    expect(renewed.setCookie[0]).toContain(`=${login.id}; `)
    expect((await caller.get('/read')).setCookie).toEqual([])

    const before = caller.cookieHeader
    const next = sessionIn(await caller.post('/regenerate?keep=*'))
    expect(next.data).toEqual({ user: 'ada' })
    expect(next.id).not.toBe(login.id)
    expect(sessionIn(await caller.get('/read', { cookie: before }))).toEqual({ id: null, isNew: true, data: {} })

    const copied = caller.cookieHeader
    const logout = await caller.post('/destroy')
    expect(logout.setCookie).toHaveLength(1)
    expect(logout.setCookie[0]).toContain('Max-Age=0')
    expect(sessionIn(await caller.get('/read', { cookie: copied }))).toEqual({ id: null, isNew: true, data: {} })
  })

  it.each([
    ['a stream', '/stream', 200, 'one two three'],
    ['a redirect', '/answer?status=302', 302, ''],
    ['no content', '/answer?status=204', 204, ''],
  ])('S-L4 %s carries the cookie', async (_what, path, status, text) => {
    const own = new Caller(server.url)
    expect(await own.get(path)).toMatchObject({ status, text })
    expect(sessionIn(await own.get('/read')).isNew).toBe(false)
    own.close()
  })

  it('S-L5 S-L6 an error of the handler keeps what was written, one of the session keeps the cookie back', async () => {
    const own = new Caller(server.url)
    expect(await own.post('/unserializable')).toMatchObject({ status: 500, setCookie: [] })
    const thrown = await own.post('/throw?message=boom')
    expect(thrown.status).toBe(500)
    expect(errorIn(thrown)).toEqual({ error: 'Error', message: 'boom' })
    expect(sessionIn(await own.get('/read')).data).toEqual({ written: 'before the error' })
    own.close()
  })

  it('S-L2 where it is switched off, touching the session throws by name', async () => {
    expect(errorIn(await caller.get('/skipped/read')).error).toBe('SessionNotInstalledError')
  })

  it('S-L11 cookies of the application survive, each a line of its own', async () => {
    const reply = await caller.get('/headers?write=1&header=Set-Cookie:a=1&header=Set-Cookie:b=2')
    expect(reply.setCookie.map((line) => line.split('=')[0])).toEqual(['a', 'b', '__Host-session'])
  })

  it('S-B3 parallel requests that each write their own key keep all keys', async () => {
    const own = new Caller(server.url)
    await own.post('/login?user=ada')
    const names = Array.from({ length: 20 }, (_, at) => `key${at}`)
    await Promise.all(names.map((name) => own.post(`/set?name=${name}&value=${name}`)))
    const expected = Object.fromEntries([['user', 'ada'], ...names.map((name) => [name, name])])
    expect(sessionIn(await own.get('/read')).data).toEqual(expected)
    own.close()
  })

  // On Bun, Hono itself takes what `c.body` made for anything but text as soon as a header of it is changed.
  if (target !== 'hono') {
    it('S-L4 a text stays one when the cookie goes out with it', async () => {
      const own = new Caller(server.url)
      await own.post('/login?user=ada')
      const { headers, setCookie, text } = await own.post('/regenerate/unawaited')
      expect({ text, cookies: setCookie.length }).toEqual({ text: 'answered', cookies: 1 })
      expect(headers['content-type'] ?? 'text/plain').toMatch(/^text\//)
      own.close()
    })
  }

  // No server on Node gives handlers of the Fetch API a socket, and Elysia has none on Deno.
  const isFetchOnNode = target === 'fetch' && runtime.name.startsWith('node')
  const isElysiaOnDeno = target === 'elysia' && runtime.name === 'deno'
  if (['hono', 'h3', 'fetch', 'elysia'].includes(target) && !isFetchOnNode && !isElysiaOnDeno) {
    it('S-W1 a handshake of another origin, or of none, is refused', async () => {
      await caller.post('/login?user=ada')
      for (const origin of ['http://evil.example', 'null', undefined]) {
        expect(await handshake(server.url, caller.cookieHeader, origin)).toBe(403)
      }
    })

    it('S-W1 S-W2 a socket has the session of its handshake, and is closed when that ends', async () => {
      await caller.post('/login?user=ada')
      const socket = await handshake(server.url, caller.cookieHeader, server.url)
      if (typeof socket === 'number') {
        throw new Error(`The handshake was refused with ${socket}`)
      }
      socket.send('who is there?')
      const [message] = (await once(socket, 'message')) as [Buffer]
      expect(JSON.parse(message.toString())).toEqual({ user: 'ada' })
      await caller.post('/destroy')
      if (target === 'h3' && runtime.name === 'workerd') {
        // Without Durable Objects, what crossws closes there is the end that it gave away: the application asks at each message.
        socket.send('who is there now?')
        const [answer] = (await once(socket, 'message')) as [Buffer]
        expect(answer.toString()).toBe('null')
        socket.terminate()
        return
      }
      const [code] = (await once(socket, 'close')) as [number]
      expect(code).toBe(1008)
    })
  }

  it('says nothing on its output but where it listens', () => {
    expect(server.output().trim().split('\n')).toHaveLength(1)
  })
}

/** Opens a socket; the status of the answer if that is refused. */
async function handshake(url: string, cookie: string, origin: string | undefined): Promise<WebSocket | number> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/live`, {
    headers: { cookie, ...(origin !== undefined && { origin }) },
  })
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket))
    socket.once('unexpected-response', (_request, response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    socket.once('error', reject)
  })
}
