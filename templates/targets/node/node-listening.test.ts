// How the sessions sit in a server of Node's own: who calls whom, what Node does by itself with a response, and what others do to it.
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { bodyOf } from '../../contracts/contract-client.ts'
import { observe } from '../../contracts/observed-backend.ts'
import { listen } from './node.harness.ts'
import { sessions, type SessionsListener } from './node.ts'
import { atTheEnd, byPath, callerOf, cleanUp } from './node-servers.harness.ts'

afterEach(async () => {
  vi.unstubAllEnvs()
  await cleanUp()
})

const memory = (): SessionsListener => sessions({ backend: new MemoryBackend() })

describe('listeners', () => {
  it('S-L2 a listener that answers by itself sees no session, and the function behind it does', async () => {
    const withSession = memory()((request, response) => response.end(JSON.stringify(request.session)))
    const caller = await callerOf((request, response) => {
      if (request.url === '/health') {
        response.end(String('session' in request))
      } else {
        withSession(request, response)
      }
    })
    expect((await caller.get('/health')).text).toBe('false')
    expect((await caller.get('/')).text).toBe('{}')
  })

  it('S-L2 a request that says so has no session, and says why', async () => {
    const withSession = memory()(
      (request, response) => response.end(JSON.stringify(request.session)),
      (error, _request, response) => response.end((error as Error).message),
    )
    const caller = await callerOf((request, response) => {
      request.skipSession = true
      withSession(request, response)
    })
    expect((await caller.get('/')).text).toBe("'session' is not defined on this connection: request.skipSession is set")
  })

  it('S-L11 a second copy leaves the session to the first, and the errors too', async () => {
    const errors: unknown[] = []
    const caller = await callerOf(
      memory()(
        memory()((request, response) => {
          request.session['visits'] = Number(request.session['visits'] ?? 0) + 1
          if (request.url === '/throw') {
            throw new Error('boom')
          }
          response.end(JSON.stringify(request.session))
        }),
        (error, _request, response) => {
          errors.push(error)
          response.writeHead(500).end()
        },
      ),
    )
    expect((await caller.get('/')).setCookie).toHaveLength(1)
    expect((await caller.get('/')).text).toBe('{"visits":2}')
    expect((await caller.get('/throw')).status).toBe(500)
    expect(errors).toEqual([new Error('boom')])
  })

  it('S-L4 what listens to other events of the server has sessions in the same way', async () => {
    const withSession = memory()((request, response) => {
      request.session['visited'] = true
      response.writeContinue()
      request.pipe(response)
    })
    const server = createServer(withSession).on('checkContinue', withSession)
    const { url, stop } = await listen(server)
    atTheEnd(stop)
    const asking = httpRequest(url, { method: 'POST', headers: { expect: '100-continue' } })
    asking.flushHeaders()
    await once(asking, 'continue')
    asking.end('body')
    const [response] = (await once(asking, 'response')) as [IncomingMessage]
    expect(response.headers['set-cookie']).toHaveLength(1)
    expect(await text(response)).toBe('body')
  })

  it('S-L4 a body is all there, however late the function asks for it', async () => {
    const caller = await callerOf(
      memory()(async (request, response) => {
        await new Promise((resolve) => setTimeout(resolve, 20))
        response.end(await text(request))
      }),
    )
    const asking = httpRequest(caller.url, { method: 'POST' }).end('x'.repeat(100_000))
    const [response] = (await once(asking, 'response')) as [IncomingMessage]
    expect(await bodyOf(response)).toHaveLength(100_000)
  })
})

it('S-L16 the session cannot be replaced, and the error says what to do', async () => {
  const caller = await callerOf(
    memory()(
      (request) => void Object.assign(request, { session: null }),
      (error, _request, response) => response.end((error as Error).message),
    ),
  )
  expect((await caller.get('/')).text).toBe(
    'The session cannot be replaced: set its fields, or call its `regenerate` or `destroy`',
  )
})

it('S-L12 a response that did not look at the session does not vary by Cookie', async () => {
  const caller = await callerOf(memory()((_request, response) => response.end()))
  expect((await caller.get('/')).headers.vary).toBeUndefined()
})

describe('answers', () => {
  it('S-L4 a file that is piped has the cookie, and all its bytes', async () => {
    const caller = await callerOf(
      memory()((request, response) => {
        request.session['visited'] = true
        return pipeline(createReadStream(import.meta.filename), response)
      }),
    )
    const reply = await caller.get('/')
    expect(reply.setCookie).toHaveLength(1)
    expect(reply.text).toContain('a file that is piped has the cookie')
  })

  it('S-L4 an answer to HEAD has the cookie and the length, and no body', async () => {
    const caller = await callerOf(
      memory()((request, response) => {
        request.session['visited'] = true
        response.writeHead(200, { 'Content-Length': 5 }).end('hello')
      }),
    )
    const reply = await caller.send('HEAD', '/')
    expect(reply).toMatchObject({ status: 200, text: '' })
    expect(reply.headers['content-length']).toBe('5')
    expect(reply.setCookie).toHaveLength(1)
  })

  it('S-L4 early hints go at once, and the head behind them has the cookie', async () => {
    const backend = new MemoryBackend()
    const order: string[] = []
    observe(backend).delay('create', async () => void order.push('saved'))
    const caller = await callerOf(
      sessions({ backend })(async (request, response) => {
        request.session['visited'] = true
        response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' })
        await new Promise((resolve) => setTimeout(resolve, 20))
        response.end()
      }),
    )
    const asking = httpRequest(caller.url).end()
    asking.on('information', () => order.push('hints'))
    const [response] = (await once(asking, 'response')) as [IncomingMessage]
    response.resume()
    expect(order).toEqual(['hints', 'saved'])
    expect(response.headers['set-cookie']).toHaveLength(1)
  })

  it('S-L4 headers as a flat list keep each Set-Cookie line', async () => {
    const caller = await callerOf(
      memory()((request, response) => {
        request.session['visited'] = true
        response.writeHead(200, ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2']).end()
      }),
    )
    expect((await caller.get('/')).setCookie.map((line) => line.split('=')[0])).toEqual(['a', 'b', '__Host-session'])
  })

  it('S-L4 events that the server sends go out one by one, behind a head with the cookie', async () => {
    const caller = await callerOf(
      memory()(async (request, response) => {
        request.session['visited'] = true
        response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('data: 1\n\n')
        request.once('close', () => response.end())
      }),
    )
    const response = await caller.open('GET', '/')
    const [event] = (await once(response, 'data')) as [Buffer]
    expect(String(event)).toBe('data: 1\n\n')
    expect(response.headers['set-cookie']).toHaveLength(1)
    response.destroy()
  })

  it('S-L4 requests that come behind each other on one connection are answered in turn, each with its session', async () => {
    const caller = await callerOf(
      memory()((request, response) => {
        request.session['path'] = request.url
        response.end(JSON.stringify(request.session))
      }),
    )
    const socket = connect(Number(new URL(caller.url).port), '127.0.0.1')
    socket.end(['/a', '/b'].map((path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`).join(''))
    const answers = await text(socket)
    expect(answers.match(/Set-Cookie: __Host-session=/g)).toHaveLength(2)
    expect(answers.match(/\{"path":"..?"\}/g)).toEqual(['{"path":"/a"}', '{"path":"/b"}'])
  })

  it('S-L4 who hangs up before the answer is saved does no harm', async () => {
    const backend = new MemoryBackend()
    const store = observe(backend)
    const hasBegun = new Promise<void>((resolve) => {
      store.delay('create', async () => {
        resolve()
        await new Promise((goOn) => setTimeout(goOn, 50))
      })
    })
    const caller = await callerOf(
      sessions({ backend })(
        byPath({
          '/write'(request, response) {
            request.session['visited'] = true
            response.end('hello')
          },
          '/read': (request, response) => response.end(JSON.stringify(request.session)),
        }),
      ),
    )
    const asking = httpRequest(`${caller.url}/write`).on('error', () => {})
    asking.end()
    await hasBegun
    asking.destroy()
    expect((await caller.get('/read')).text).toBe('{}')
    store.heal()
    expect((await caller.get('/write')).setCookie).toHaveLength(1)
  })
})

it.each([true, false])(
  'S-L10 in production a write that comes too late is a warning of the process, saved before: %s',
  async (isSaved) => {
    vi.stubEnv('NODE_ENV', 'production')
    const caller = await callerOf(
      memory()((request, response) => {
        if (isSaved) {
          request.session['early'] = 1
        }
        response.write('head')
        setTimeout(() => {
          request.session['late'] = 1
          response.end()
        }, 20)
      }),
    )
    const warned = once(process, 'warning')
    expect((await caller.get('/')).text).toBe('head')
    expect(((await warned) as [Error])[0].name).toBe('SessionLateWriteWarning')
  },
)

it('S-L10 in development a write that comes too late throws', async () => {
  const thrown: unknown[] = []
  const caller = await callerOf(
    memory()((request, response) => {
      response.flushHeaders()
      try {
        request.session['late'] = 1
      } catch (error) {
        thrown.push(error)
      }
      response.end()
    }),
  )
  await caller.get('/')
  expect(thrown).toEqual([expect.any(TypeError)])
})
