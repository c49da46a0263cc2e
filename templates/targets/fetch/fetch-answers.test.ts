// What handlers of the Fetch API answer with: the session's cookie is on it, and on no other.
import { afterThisTest, application, callerOf } from './fetch-application.harness.ts'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { bodyOf } from '../../contracts/contract-client.ts'
import { Gates } from '../../contracts/contract-gates.ts'
import { spec } from '../../runtime/spec.ts'
import { getSession } from './fetch.ts'

describe('answers', () => {
  it('S-L4 S-L11 a response of `fetch`, whose headers nobody can change, carries the cookie beside its own', async () => {
    const upstream = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain', 'Set-Cookie': ['a=1', 'b=2'] }).end('from elsewhere')
    })
    await new Promise<void>((resolve) => void upstream.listen(0, '127.0.0.1', resolve))
    afterThisTest(() => new Promise<void>((resolve) => void upstream.close(() => resolve())))
    const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`
    const { around } = application()
    const caller = await callerOf(
      around((request) => {
        const session = getSession(request)
        if (request.url.endsWith('?write')) {
          session['color'] = 'red'
        }
        return fetch(url)
      }),
    )
    const read = await caller.get('/fetched')
    expect(read.headers.vary).toBe('Cookie')
    expect(read.setCookie).toEqual(['a=1', 'b=2'])
    const written = await caller.get('/fetched?write')
    expect(written.text).toBe('from elsewhere')
    expect(written.setCookie.map((line) => line.split('=')[0])).toEqual(['a', 'b', spec.cookieName])
  })

  it.each([
    ['nothing', () => new Response(null, { status: 204, statusText: 'Nothing Here' })],
    ['a redirect', () => Response.redirect('http://localhost/elsewhere', 303)],
  ])('S-L4 S-L15 a response that is made once and given to many gets nobody’s cookie: %s', async (_what, make) => {
    const shared = make()
    const { around, withSession } = application()
    const enter = around((request) => {
      getSession(request)['user'] = new URL(request.url).searchParams.get('user')
      return shared
    })
    const plain = withSession(async () => shared)
    const caller = await callerOf((request) => (request.url.includes('/enter') ? enter(request) : plain(request)))
    const [ada, bob] = [
      await caller.get('/enter?user=ada', { cookie: null }),
      await caller.get('/enter?user=bob', { cookie: null }),
    ]
    expect([ada, bob].map(({ status, setCookie }) => [status, setCookie.length])).toEqual([
      [shared.status, 1],
      [shared.status, 1],
    ])
    expect(ada?.setCookie).not.toEqual(bob?.setCookie)
    const other = await caller.get('/plain', { cookie: null })
    expect(other).toMatchObject({ status: shared.status, setCookie: [] })
    expect(other.headers['cache-control']).toBeUndefined()
    expect(shared.headers.getSetCookie()).toEqual([])
  })

  it('S-L1 S-L12 a response of a handler that does not look at the session goes out as it is', async () => {
    const { withSession } = application()
    const answer = new Response('as it is')
    const request = new Request('http://localhost/')
    expect(await withSession(() => answer)(request)).toBe(answer)
  })

  it('S-L4 what is no response is handed on: the platform has answered by itself', async () => {
    const { withSession } = application()
    const upgraded = withSession(async (): Promise<undefined> => undefined)
    expect(await upgraded(new Request('http://localhost/'))).toBeUndefined()
  })

  it('S-L10 a write in a stream, after the head has left, throws where it is made', async () => {
    const gates = new Gates()
    const errors: unknown[] = []
    const { around } = application()
    const caller = await callerOf(
      around((request) => {
        const session = getSession(request)
        session['early'] = true
        const body = new ReadableStream<Uint8Array>({
          async start(controller) {
            controller.enqueue(new TextEncoder().encode('the head is out'))
            await gates.pass('late')
            try {
              session['late'] = true
            } catch (error) {
              errors.push(error)
            }
            controller.close()
          },
        })
        return new Response(body)
      }),
    )
    const response = await caller.open('GET', '/events')
    gates.open('late')
    expect(await bodyOf(response)).toBe('the head is out')
    expect(errors).toEqual([expect.any(TypeError)])
    expect((errors[0] as Error).stack).toContain('fetch-answers.test.ts')
    expect((await caller.get('/read')).text).toBe('{"early":true}')
  })
})
