// What becomes of errors where no framework answers them: of the session, and of the function that handles the requests.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { observe } from '../../contracts/observed-backend.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { sessions } from './node.ts'
import { atTheEnd, byPath, callerOf, cleanUp } from './node-servers.harness.ts'

let printed: unknown[]
beforeEach(() => {
  printed = []
  const spy = vi.spyOn(console, 'error').mockImplementation((error: unknown) => void printed.push(error))
  atTheEnd(() => spy.mockRestore())
})
afterEach(cleanUp)

it.each([
  [
    'throws',
    () => {
      throw new Error('the password is 1234')
    },
  ],
  ['rejects', () => Promise.reject(new Error('the password is 1234'))],
])(
  'S-L6 a function that %s is answered with 500, which tells nothing, and what it wrote is saved',
  async (_how, fail) => {
    const caller = await callerOf(
      sessions({ backend: new MemoryBackend() })(
        byPath({
          '/fail'(request, response) {
            request.session['color'] = 'red'
            response.setHeader('Content-Type', 'application/json').setHeader('X-Frame-Options', 'DENY')
            return fail()
          },
          '/read': (request, response) => response.end(JSON.stringify(request.session)),
        }),
      ),
    )
    const reply = await caller.get('/fail')
    expect(reply).toMatchObject({ status: 500, text: 'Internal Server Error' })
    expect(reply.headers).toMatchObject({ 'content-type': 'text/plain', 'x-frame-options': 'DENY' })
    expect(reply.setCookie).toHaveLength(1)
    expect(printed).toEqual([new Error('the password is 1234')])
    expect((await caller.get('/read')).text).toBe('{"color":"red"}')
  },
)

it('S-L5 a session that cannot be saved: the answer is taken back, and no cookie goes out', async () => {
  const backend = new MemoryBackend()
  const caller = await callerOf(
    sessions({ backend })((request, response) => {
      request.session['color'] = 'red'
      response.writeHead(302, { Location: '/welcome', 'Content-Length': 5 }).end('hello')
    }),
  )
  observe(backend).fail('create', new SessionStoreError('The store is down'))
  const reply = await caller.get('/')
  expect(reply).toMatchObject({ status: 503, text: 'Service Unavailable', setCookie: [] })
  expect(reply.headers).not.toHaveProperty('location')
  expect(printed).toHaveLength(1)
})

it('S-B1 a store that does not answer: 503, and the function is not called', async () => {
  const backend = new MemoryBackend()
  let calls = 0
  const caller = await callerOf(
    sessions({ backend })((request, response) => {
      calls += 1
      request.session['color'] = 'red'
      response.end()
    }),
  )
  await caller.get('/')
  observe(backend).fail('get', new SessionStoreError('The store is down'))
  expect(await caller.get('/')).toMatchObject({ status: 503, setCookie: [] })
  expect(calls).toBe(1)
})

it('an error that says its own status is answered with it, and a fault of the caller is not printed', async () => {
  const statuses: readonly unknown[] = [404, '418', 200, 399, 499, 600, Number.NaN, 'status', null]
  const caller = await callerOf(
    sessions({ backend: new MemoryBackend() })((request) => {
      throw Object.assign(new Error('no'), { statusCode: statuses[Number(request.url?.slice(1))] })
    }),
  )
  const answered: number[] = []
  for (const index of statuses.keys()) {
    answered.push((await caller.get(`/${index}`)).status)
  }
  expect(answered).toEqual([404, 418, 500, 500, 500, 500, 500, 500, 500])
  expect(printed).toHaveLength(7)
})

it('what is thrown need not be an error', async () => {
  const caller = await callerOf(sessions({ backend: new MemoryBackend() })(() => Promise.reject(undefined)))
  expect((await caller.get('/')).status).toBe(500)
})

it('an answer that has begun does not end as if it were whole, and one that is whole stays', async () => {
  const caller = await callerOf(
    sessions({ backend: new MemoryBackend() })(
      byPath({
        async '/half'(_request, response) {
          response.write('half of it')
          await new Promise((resolve) => setTimeout(resolve, 20))
          throw new Error('boom')
        },
        '/whole'(request, response) {
          // The head is held while this is saved.
          request.session['color'] = 'red'
          response.end('all of it')
          throw new Error('boom')
        },
      }),
    ),
  )
  await expect(caller.get('/half')).rejects.toThrow('aborted')
  expect(await caller.get('/whole')).toMatchObject({ status: 200, text: 'all of it' })
  expect(printed).toHaveLength(2)
})

it('S-L5 the application may answer errors itself: it gets the request, the response, and the session', async () => {
  const backend = new MemoryBackend()
  const caller = await callerOf(
    sessions({ backend })(
      (request) => {
        request.session['color'] = 'red'
        throw new Error('boom')
      },
      (error, request, response) => {
        request.session['note'] = (error as Error).message
        response.writeHead(418, { 'Content-Type': 'application/json' }).end(JSON.stringify(request.session))
      },
    ),
  )
  const reply = await caller.get('/')
  expect(reply).toMatchObject({ status: 418, text: '{"color":"red","note":"boom"}' })
  expect(reply.setCookie).toHaveLength(1)
  expect(printed).toEqual([])
})

it('S-L5 its answer to a failed save waits for nothing, and carries no session', async () => {
  const backend = new MemoryBackend()
  observe(backend).fail('create', new Error('The store is down'))
  const caller = await callerOf(
    sessions({ backend })(
      (request, response) => {
        request.session['color'] = 'red'
        response.end('hello')
      },
      (error, _request, response) => response.writeHead(500).end((error as Error).message),
    ),
  )
  expect(await caller.get('/')).toMatchObject({ status: 500, text: 'The store is down', setCookie: [] })
})
