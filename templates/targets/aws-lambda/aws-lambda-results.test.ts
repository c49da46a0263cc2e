// Events and results of AWS Lambda in each format: what comes in is read, and what goes out is as the function made it.
import { handle as handleByHono } from 'hono/aws-lambda'
import { Hono } from 'hono'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import { observe } from '../../contracts/observed-backend.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { type Format, type Handler, listen } from './aws-lambda-gateway.harness.ts'
import { getSession, sessions } from './aws-lambda.ts'
import type { HttpEvent } from './lambda-event.ts'
import type { HttpResult } from './lambda-result.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const cleanup of cleanups.splice(0).toReversed()) {
    await cleanup()
  }
})

async function callerOf(handler: Handler, format: Format): Promise<Caller> {
  const { url, stop } = await listen(handler, format)
  const caller = new Caller(url)
  cleanups.push(stop, () => caller.close())
  return caller
}

const event = (more: Partial<HttpEvent> = {}): HttpEvent => ({
  requestContext: { http: { method: 'GET' } },
  rawPath: '/',
  ...more,
})

/** Writes to the session, and answers with `result`. */
const writing = (result: unknown, options = {}): ((event: HttpEvent) => Promise<HttpResult>) =>
  sessions({ backend: new MemoryBackend() })(async (given: HttpEvent) => {
    getSession(given)['color'] = 'red'
    return result as HttpResult
  }, options)

const formats: readonly Format[] = ['2.0', '1.0', 'alb', 'alb-single']

describe.each(formats)('format %s', (format) => {
  it('S-L1 S-L4 a session is begun and read', async () => {
    const withSession = sessions({ backend: new MemoryBackend() })
    const caller = await callerOf(
      withSession(async (given: HttpEvent) => {
        const session = getSession(given)
        session['visits'] = Number(session['visits'] ?? 0) + 1
        return { statusCode: 200, body: String(session['visits']) }
      }),
      format,
    )
    const first = await caller.get('/')
    expect(first).toMatchObject({ status: 200, text: '1' })
    expect(first.setCookie).toHaveLength(1)
    expect(first.headers).toMatchObject({ vary: 'Cookie', 'cache-control': 'no-store' })
    expect((await caller.get('/')).text).toBe('2')
  })

  it('the stand-in for a gateway is one for others too: Hono’s own adapter answers behind it', async () => {
    const app = new Hono().post('/echo', async (c) => {
      c.header('Set-Cookie', 'a=1', { append: true })
      return c.text(`${c.req.query('q')} ${c.req.header('Cookie')} ${await c.req.text()}`)
    })
    const caller = await callerOf(handleByHono(app) as Handler, format)
    const reply = await caller.post('/echo?q=1', { cookie: 'x=1; y=2' })
    expect(reply).toMatchObject({ status: 200, setCookie: ['a=1'] })
    expect(reply.text).toBe('1 x=1; y=2 ')
  })
})

describe('a result', () => {
  it.each([
    ['text', 'Hello', 'Hello'],
    ['an object', { hello: 'world' }, '{"hello":"world"}'],
    ['nothing', undefined, ''],
  ])('S-L4 without a status is one of 200 for an HTTP API: %s', async (_what, result, body) => {
    const answer = await writing(result)(event())
    expect(answer).toMatchObject({ statusCode: 200, body, headers: { 'content-type': 'application/json' } })
    expect(answer.cookies).toHaveLength(1)
  })

  it('S-L5 without a status is an error for a REST API, which would answer it by itself', async () => {
    vi.spyOn(console, 'error').mockReturnValue()
    const answer = await writing('Hello')({ requestContext: { domainName: 'x' }, multiValueHeaders: {} })
    expect(answer).toEqual({ statusCode: 500, body: '' })
  })

  it('S-L11 in format 2.0 cookies keep their order, in both of their places', async () => {
    const given = { statusCode: 200, cookies: ['a=1'], headers: { 'set-cookie': 'b=2', 'X-A': 1 }, body: 'ok' }
    const answer = await writing(given)(event())
    expect(answer.cookies?.map((line) => line.split('=')[0])).toEqual(['a', 'b', '__Host-session'])
    expect(answer.headers).toEqual({ 'X-A': 1, 'Cache-Control': 'no-store', Vary: 'Cookie' })
  })

  it('S-L11 in format 1.0 cookies keep their order, whatever the letters of their names', async () => {
    const answer = await writing({
      statusCode: 200,
      headers: { 'set-cookie': 'b=2', Vary: 'Accept' },
      multiValueHeaders: { 'SET-cookie': ['a=1'] },
      body: 'ok',
    })({ requestContext: { domainName: 'x' }, headers: {}, multiValueHeaders: {} })
    expect(answer.multiValueHeaders?.['Set-Cookie']?.map((line) => String(line).split('=')[0])).toEqual([
      'a',
      'b',
      '__Host-session',
    ])
    expect(answer.multiValueHeaders).toMatchObject({ 'Cache-Control': ['no-store'], Vary: ['Accept, Cookie'] })
    expect(answer.headers).toEqual({})
  })

  it('S-L15 that the application gives to several callers carries a cookie of none of them', async () => {
    const shared = Object.freeze({ statusCode: 200, headers: Object.freeze({}), cookies: Object.freeze([]), body: '' })
    const answer = writing(shared)
    const [one, other] = [await answer(event()), await answer(event())]
    expect(one.cookies).toHaveLength(1)
    expect(other.cookies).toHaveLength(1)
    expect(one.cookies).not.toEqual(other.cookies)
    expect(shared.cookies).toEqual([])
  })

  it('S-L5 a load balancer that sends one cookie at most is not given two', async () => {
    const onError = (error: unknown): HttpResult => ({ statusCode: 500, body: String(error) })
    const given = { statusCode: 200, headers: { 'Set-Cookie': 'a=1' }, body: 'ok' }
    const answer = await writing(given, { onError })({ requestContext: { elb: {} }, headers: {} })
    expect(answer).toMatchObject({ statusCode: 500, body: expect.stringContaining('multi-value headers') })
    expect(answer.headers).toBeUndefined()
  })

  it('S-L3 of a session that nobody touched is as it was', async () => {
    const given = { statusCode: 204, body: '', isBase64Encoded: false }
    const answer = await sessions({ backend: new MemoryBackend() })(async () => given)(event())
    expect(answer).toEqual(given)
  })
})

describe('errors', () => {
  it('S-L6 without `onError` a status alone goes out, and the cookie of what was written', async () => {
    const printed = vi.spyOn(console, 'error').mockReturnValue()
    const error = new Error('boom')
    const answer = await sessions({ backend: new MemoryBackend() })(async (given: HttpEvent) => {
      getSession(given)['color'] = 'red'
      throw error
    })(event())
    expect(answer).toMatchObject({ statusCode: 500, body: '' })
    expect(answer.cookies).toHaveLength(1)
    expect(printed.mock.calls).toEqual([[error]])
  })

  it('S-L5 a store that fails: 503, no cookie, and nothing of the result', async () => {
    vi.spyOn(console, 'error').mockReturnValue()
    const backend = new MemoryBackend()
    observe(backend).fail('create', new SessionStoreError('The store is down'))
    const answer = await sessions({ backend })(async (given: HttpEvent) => {
      getSession(given)['color'] = 'red'
      return { statusCode: 200, headers: { location: '/' }, body: 'you are in' }
    })(event())
    expect(answer).toEqual({ statusCode: 503, body: '' })
  })

  it('S-L6 what `onError` throws is an error of the function', async () => {
    const onError = (error: unknown): never => {
      throw error
    }
    const caller = await callerOf(
      sessions({ backend: new MemoryBackend() })(() => Promise.reject(new Error('boom')), { onError }),
      '2.0',
    )
    expect((await caller.get('/')).status).toBe(502)
  })
})

it('S-L10 a write behind the result throws where it is made', async () => {
  let session: Record<string, unknown> = {}
  await sessions({ backend: new MemoryBackend() })(async (given: HttpEvent) => {
    session = getSession(given)
    session['early'] = 1
    return 'done'
  })(event())
  expect(() => (session['late'] = 1)).toThrow(TypeError)
})

it('S-T1 a second copy of the middleware leaves the session to the first', async () => {
  const backend = new MemoryBackend()
  const { calls } = observe(backend)
  const withSession = sessions({ backend })
  const answer = await withSession(
    withSession(async (given: HttpEvent) => {
      getSession(given)['color'] = 'red'
      return 'ok'
    }),
  )(event())
  expect((answer as HttpResult).cookies).toHaveLength(1)
  expect(calls.map(({ operation }) => operation)).toEqual(['create'])
})

it('S-L2 an event that did not come through, or a copy of one, has no session', async () => {
  expect(() => getSession(event())).toThrow('did not come through sessions()')
  let thrown: unknown
  await sessions({ backend: new MemoryBackend() })(async (given: HttpEvent) => {
    try {
      getSession({ ...given })
    } catch (error) {
      thrown = error
    }
  })(event())
  expect(String(thrown)).toContain('SessionNotInstalledError')
})
