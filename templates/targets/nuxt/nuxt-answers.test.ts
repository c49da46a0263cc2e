// What h3 does with answers, and the session with each of them.
import { createReadStream } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { PassThrough } from 'node:stream'
import {
  createError,
  createEventStream,
  fromNodeMiddleware,
  type H3Event,
  proxyRequest,
  sendRedirect,
  sendStream,
  setCookie,
  setHeader,
  useSession,
} from 'h3-1'
import { describe, expect, it } from 'vitest'
import { bodyOf, headOf } from '../../contracts/contract-client.ts'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { observe } from '../../contracts/observed-backend.ts'
import { spec } from '../../runtime/spec.ts'
import { SessionNotInstalledError, SessionStoreError } from '../../runtime/session-errors.ts'
import { read, run, type Routes, sessionOf } from './nuxt-application.harness.ts'
import { sessions } from './nuxt.ts'

const webStream = (...parts: string[]): ReadableStream =>
  new ReadableStream({
    start(controller) {
      parts.forEach((part) => controller.enqueue(new TextEncoder().encode(part)))
      controller.close()
    },
  })

/** Each way to answer, behind a write to the session. */
const answering: Readonly<Record<string, ReturnType<Routes>[string]>> = {
  text: () => 'text',
  object: () => ({ a: 1 }),
  nothing: () => null,
  bytes: () => Buffer.from('bytes'),
  blob: () => new Blob(['blob']),
  response: () => new Response('response', { status: 201, headers: [['set-cookie', 'own=1']] }),
  'web stream': () => webStream('one', 'two'),
  'node stream': () => createReadStream(import.meta.filename),
  'stream by hand': (event) => sendStream(event, webStream('one')),
  redirect: (event) => sendRedirect(event, '/read', 303),
  'redirecting response': () => Response.redirect('http://localhost/read', 303),
  'raw end': (event) => void event.node.res.end('raw'),
  'raw head': (event) => void event.node.res.writeHead(202, { 'x-own': '1' }).end('raw'),
  'node middleware': (event) =>
    fromNodeMiddleware(
      (_request: unknown, response: ServerResponse, _next: unknown) => void setTimeout(() => response.end('later'), 5),
    )(event),
  error: () => {
    throw createError({ statusCode: 418, statusMessage: 'Teapot' })
  },
  'error without a status': () => {
    throw new Error('boom')
  },
  events: async (event) => {
    const stream = createEventStream(event)
    setTimeout(() => void stream.push('one').then(() => stream.close()), 5)
    await stream.send()
  },
}

const routes: Routes = () =>
  Object.fromEntries(
    Object.entries(answering).map(([name, answer]) => [
      `/${name.replaceAll(' ', '-')}`,
      (event) => {
        sessionOf(event)['color'] = 'red'
        return answer(event)
      },
    ]),
  )

const ways = Object.keys(answering).map((name) => [name, `/${name.replaceAll(' ', '-')}`] as const)

describe('answers', () => {
  it.each(ways)(
    'S-L4 S-L6 %s: the session is saved before the head leaves, and its cookie is on it',
    async (_name, path) => {
      const { caller, backend } = await run(routes)
      const { calls } = observe(backend)
      const response = await caller.open('GET', path)
      expect(headOf(response).setCookie.filter((line) => line.startsWith(spec.cookieName))).toHaveLength(1)
      expect(calls.map(({ operation }) => operation)).toEqual(['create'])
      await bodyOf(response)
      expect(await read(caller)).toEqual({ color: 'red' })
    },
  )

  it.each(ways)(
    'S-L5 %s: where the session cannot be saved, the error is answered and nothing else',
    async (_name, path) => {
      const { caller, backend, errors } = await run(routes)
      observe(backend).fail('create', new SessionStoreError('The store is down'))
      const reply = await caller.get(path)
      expect(reply.status).toBe(503)
      expect(reply.setCookie.join()).not.toContain(spec.cookieName)
      expect(reply.text).toMatch(/^(sorry: The store is down|Service Unavailable)$/)
      expect(errors.map(({ message }) => message)).toContain('The store is down')
      expect(reply.headers).not.toHaveProperty('location')
    },
  )

  it('S-L5 where the handler of errors throws as well, the status alone goes out, and a warning says why', async () => {
    const warnings: Error[] = []
    const listen = (warning: Error): void => void warnings.push(warning)
    process.on('warning', listen)
    const { caller, backend, h3App } = await run(() => ({}))
    h3App.options.onError = () => {
      throw new Error('no page for this')
    }
    sessions({ backend })({ h3App } as never)
    observe(backend).fail('create', new SessionStoreError('The store is down'))
    expect(await caller.get('/write')).toMatchObject({ status: 503, text: 'Service Unavailable', setCookie: [] })
    process.off('warning', listen)
    expect(warnings.map(({ message }) => message)).toEqual(['no page for this'])
  })

  it('S-L5 a stream whose answer is not sent is cancelled', async () => {
    let cancelled = (): void => {}
    const isCancelled = new Promise<void>((resolve) => (cancelled = resolve))
    const { caller, backend, errors } = await run(() => ({
      '/endless': (event) => {
        sessionOf(event)['color'] = 'red'
        return new ReadableStream({
          async pull(controller) {
            await new Promise((resolve) => setTimeout(resolve, 5))
            controller.enqueue(new TextEncoder().encode('more'))
          },
          cancel: () => cancelled(),
        })
      },
    }))
    observe(backend).fail('create', new SessionStoreError('The store is down'))
    expect((await caller.get('/endless')).text).toBe('sorry: The store is down')
    await isCancelled
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(errors.map(({ message }) => message)).toEqual(['The store is down'])
  })

  it('S-L11 cookies of the application stay, in their order, those of h3’s own session too', async () => {
    const password = 'a password of thirty-two characters'
    const { caller } = await run(() => ({
      '/cookies': async (event) => {
        setCookie(event, 'theme', 'dark')
        await (await useSession(event, { password })).update({ own: 1 })
        sessionOf(event)['color'] = 'red'
        return 'set'
      },
    }))
    const { setCookie: lines } = await caller.get('/cookies')
    expect(lines.map((line) => line.split('=')[0])).toEqual(['theme', 'h3', spec.cookieName])
  })

  it('S-L4 what another server answered is handed on with the cookie', async () => {
    const other = await run(() => ({ '/other': () => 'from there' }))
    const { caller } = await run(() => ({
      '/proxied': (event) => {
        sessionOf(event)['color'] = 'red'
        return proxyRequest(event, `${other.url}/other`)
      },
    }))
    const reply = await caller.get('/proxied')
    expect(reply.text).toBe('from there')
    expect(reply.setCookie).toHaveLength(1)
  })

  it('S-L10 what a stream writes to the session behind the head throws', async () => {
    const { caller } = await run(() => ({
      '/late': (event) => {
        sessionOf(event)['early'] = true
        const out = new PassThrough()
        out.write('head')
        setTimeout(() => {
          try {
            sessionOf(event)['late'] = true
            out.end(' no error')
          } catch (error) {
            out.end(` ${(error as Error).name}`)
          }
        }, 20)
        return out
      },
    }))
    expect((await caller.get('/late')).text).toBe('head TypeError')
    expect(await read(caller)).toEqual({ early: true })
  })
})

describe('the context', () => {
  it('S-L11 of two copies of the plugin one leaves the session to the other', async () => {
    const { caller, backend, h3App } = await run(() => ({}))
    const other = new MemoryBackend()
    sessions({ backend: other })({ h3App } as never)
    const both = [observe(backend), observe(other)]
    expect((await caller.get('/write')).setCookie).toHaveLength(1)
    expect(both.flatMap(({ calls }) => calls.map(({ operation }) => operation))).toEqual(['create'])
  })

  it('S-L16 nothing puts another session in its place by an assignment', async () => {
    const { caller, errors } = await run(() => ({
      '/assign': (event) => {
        event.context['session'] = {}
        return 'never'
      },
    }))
    await caller.get('/assign')
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining('cannot be replaced')])
  })

  it('S-L2 what route rules say is the same for good has no session, and loads none', async () => {
    const { caller, backend, h3App, errors } = await run(() => ({}))
    h3App.stack.splice(0, 1, {
      route: '/',
      handler: (event: H3Event) => setHeader(event, 'Cache-Control', 'public, max-age=31536000, immutable'),
    } as never)
    const { calls } = observe(backend)
    expect((await caller.get('/read', { cookie: `${spec.cookieName}=${'A'.repeat(43)}` })).status).toBe(500)
    expect(calls).toEqual([])
    expect(errors.map(({ cause }) => cause)).toEqual([
      new SessionNotInstalledError('its answer is the same for everybody, for good'),
    ])
  })

  it('S-L2 where the session could not be loaded, the handler of errors is asked, and no handler', async () => {
    const { caller, backend, errors } = await run(() => ({}))
    observe(backend).fail('get', new SessionStoreError('The store is down'))
    const reply = await caller.get('/read', { cookie: `${spec.cookieName}=${'A'.repeat(43)}` })
    expect(reply).toMatchObject({ status: 503, text: 'sorry: The store is down' })
    expect(errors).toHaveLength(1)
  })
})
