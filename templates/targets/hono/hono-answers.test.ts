// What Hono applications answer with, and what the middlewares around them do to it: the session's cookie is on it.
import { afterThisTest, application, callerOf } from './hono-application.harness.ts'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { compress } from 'hono/compress'
import { cors } from 'hono/cors'
import { etag } from 'hono/etag'
import { streamSSE } from 'hono/streaming'
import { describe, expect, it } from 'vitest'
import { bodyOf } from '../../contracts/contract-client.ts'
import { Gates } from '../../contracts/contract-gates.ts'
import { spec } from '../../runtime/spec.ts'

describe('answers', () => {
  it('S-L4 a bare Response carries the cookie, and its own headers', async () => {
    const { app } = application()
    app.get('/bare', (c) => {
      c.get('session')['color'] = 'red'
      return new Response('bare', { status: 201, headers: { 'X-Own': 'kept' } })
    })
    const caller = await callerOf(app)
    const reply = await caller.get('/bare')
    expect(reply).toMatchObject({ status: 201, text: 'bare' })
    expect(reply.headers['x-own']).toBe('kept')
    expect(reply.setCookie).toHaveLength(1)
    expect((await caller.get('/read')).text).toBe('{"color":"red"}')
  })

  it('S-L4 S-L11 a response of `fetch`, whose headers nobody can change, carries the cookie beside its own', async () => {
    const upstream = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain', 'Set-Cookie': ['a=1', 'b=2'] }).end('from elsewhere')
    })
    await new Promise<void>((resolve) => void upstream.listen(0, '127.0.0.1', resolve))
    afterThisTest(() => new Promise<void>((resolve) => void upstream.close(() => resolve())))
    const { app } = application()
    const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`
    app.get('/fetched', (c) => {
      if (c.req.query('write') !== undefined) {
        c.get('session')['color'] = 'red'
      }
      return fetch(url)
    })
    const caller = await callerOf(app)
    const read = await caller.get('/fetched')
    expect(read.headers.vary).toBe('Cookie')
    expect(read.setCookie).toEqual(['a=1', 'b=2'])
    const written = await caller.get('/fetched?write')
    expect(written.text).toBe('from elsewhere')
    expect(written.setCookie.map((line) => line.split('=')[0])).toEqual(['a', 'b', spec.cookieName])
  })

  it.each([
    ['compress', compress({ threshold: 0 })],
    ['etag', etag()],
    ['cors', cors({ origin: 'https://app.example' })],
  ])('S-L4 the cookie survives a middleware around it that answers anew: %s', async (_name, outer) => {
    const { app } = application(outer)
    app.get('/json', (c) => {
      c.get('session')['color'] = 'red'
      return c.json({ padding: 'x'.repeat(2000) })
    })
    const caller = await callerOf(app)
    const reply = await caller.get('/json', { headers: { 'accept-encoding': 'gzip', origin: 'https://app.example' } })
    expect(reply.status).toBe(200)
    expect(reply.setCookie).toHaveLength(1)
    expect(reply.headers['cache-control']).toBe('no-store')
    expect((await caller.get('/read', { headers: { 'accept-encoding': 'identity' } })).text).toBe('{"color":"red"}')
  })

  it('S-L10 a write in a stream of events, after the head has left, throws where it is made', async () => {
    const { app } = application()
    const errors: unknown[] = []
    const gates = new Gates()
    app.get('/events', (c) => {
      c.get('session')['early'] = true
      return streamSSE(
        c,
        async (events) => {
          await events.writeSSE({ data: 'the head is out' })
          await gates.pass('late')
          c.get('session')['late'] = true
        },
        async (error) => void errors.push(error),
      )
    })
    const caller = await callerOf(app)
    const response = await caller.open('GET', '/events')
    gates.open('late')
    expect(await bodyOf(response)).toContain('data: the head is out')
    expect(errors).toHaveLength(1)
    expect(errors[0]).toBeInstanceOf(TypeError)
    expect((errors[0] as Error).stack).toContain('hono-answers.test.ts')
    expect((await caller.get('/read')).text).toBe('{"early":true}')
  })
})
