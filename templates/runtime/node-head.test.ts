// The head of a Node response waits for the commit, and nothing else of the response changes: compared with Node's own behaviour.
import { once } from 'node:events'
import { createServer, type IncomingMessage, request as httpRequest, type Server, type ServerResponse } from 'node:http'
import { createServer as createHttp2Server, connect as connectHttp2 } from 'node:http2'
import { type AddressInfo, connect } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import type { Message } from './connection.ts'
import { holdHead } from './node-head.ts'

type Handler = (response: ServerResponse, request: IncomingMessage) => unknown
type Commit = (message: Message) => Promise<void>

const cleanups: (() => void)[] = []
afterEach(() => cleanups.splice(0).forEach((cleanup) => cleanup()))

const nothing: Commit = async () => {}
const slow: Commit = async (message) => {
  await new Promise((resolve) => setTimeout(resolve, 20))
  message.setSetCookie([...message.getSetCookie(), 'session=1'])
}
const failing: Commit = async () => {
  await new Promise((resolve) => setTimeout(resolve, 20))
  throw new Error('not saved')
}

/** A server whose responses are held; without a commit it is Node as it is. A failed commit is answered with 503. */
async function serve(handler: Handler, commit?: Commit): Promise<number> {
  const server: Server = createServer((request, response) => {
    if (commit !== undefined) {
      holdHead(response, commit, (error) => {
        response.statusCode = 503
        response.end((error as Error).message)
      })
    }
    handler(response, request)
  })
  cleanups.push(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return (server.address() as AddressInfo).port
}

async function ask(port: number, method = 'GET'): Promise<{ response: IncomingMessage; body: string }> {
  const request = httpRequest({ port, host: '127.0.0.1', method, agent: false }).end()
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  return { response, body: await text(response) }
}

/** All that a client sees. The date is that of the moment. */
async function seen(handler: Handler, method: string, commit?: Commit): Promise<unknown> {
  const { response, body } = await ask(await serve(handler, commit), method)
  const headers = response.rawHeaders.flatMap((name, index, all) => (index % 2 === 0 ? [[name, all[index + 1]]] : []))
  const { statusCode, statusMessage, trailers } = response
  return { statusCode, statusMessage, headers: headers.filter(([name]) => name !== 'Date').toSorted(), trailers, body }
}

const answers: [string, Handler, string?][] = [
  ['end()', (response) => response.end()],
  ['end(text)', (response) => response.end('text')],
  ['end(bytes)', (response) => response.end(Buffer.from('bytes'))],
  ['end(text, encoding)', (response) => response.end('c3b6', 'hex')],
  ['end to HEAD', (response) => response.end('text'), 'HEAD'],
  ['write, write, end', (response) => [response.write('a'), response.write('Yg==', 'base64'), response.end('c')]],
  ['a set Content-Length', (response) => response.setHeader('Content-Length', 3).end('abc')],
  ['writeHead(204)', (response) => response.writeHead(204).end()],
  ['writeHead(304, headers)', (response) => response.writeHead(304, { ETag: '"x"' }).end()],
  ['a status', (response) => Object.assign(response, { statusCode: 404 }).end('no')],
  ['a status and its message', (response) => Object.assign(response, { statusCode: 404, statusMessage: 'Gone' }).end()],
  ['writeHead(status, message)', (response) => response.writeHead(201, 'Made').end('x')],
  ['writeHead(status, headers)', (response) => response.writeHead(201, { 'X-A': '1', 'X-B': ['2', '3'] }).end('x')],
  ['writeHead(status, message, headers)', (response) => response.writeHead(201, 'Made', { 'X-A': 1 }).end('x')],
  ['writeHead over set headers', (response) => response.setHeader('X-A', '0').writeHead(200, { 'x-a': '1' }).end()],
  ['a flat list of headers', (response) => response.writeHead(200, ['X-A', '1', 'X-B', '2']).end()],
  [
    'Set-Cookie twice in a list',
    (response) => response.writeHead(200, ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2']).end(),
  ],
  ['flushHeaders, end', (response) => [response.flushHeaders(), response.end('later')]],
  [
    'a trailer',
    (response) => [
      response.writeHead(200, { Trailer: 'X-T' }),
      response.addTrailers({ 'X-T': '1' }),
      response.end('x'),
    ],
  ],
  ['a pipe', (response) => Readable.from(['a', 'b', 'c']).pipe(response)],
  ['a pipeline', (response) => pipeline(Readable.from(['a', 'b']), response).catch(() => {})],
  ['a generator in a pipeline', (response) => pipeline(generate(), response).catch(() => {})],
  ['a large body', (response) => pipeline(Readable.from(large()), response).catch(() => {})],
  ['end() twice', (response) => [response.end('once'), response.end()]],
]

async function* generate(): AsyncGenerator<string> {
  for (const piece of ['one', 'two', 'three']) {
    await Promise.resolve()
    yield piece
  }
}

function* large(): Generator<Buffer> {
  for (let count = 0; count < 64; count += 1) {
    yield Buffer.alloc(64 * 1024, count)
  }
}

describe('what a client sees', () => {
  it.each(answers)('S-L4 is what Node sends by itself: %s', async (_name, handler, method = 'GET') => {
    const own = await seen(handler, method)
    expect(await seen(handler, method, nothing)).toEqual(own)
    const held = (await seen(handler, method, slow)) as { headers: string[][] }
    expect(held.headers).toContainEqual(['Set-Cookie', 'session=1'])
    expect({ ...held, headers: held.headers.filter(([, value]) => value !== 'session=1') }).toEqual(own)
  })

  it('S-L4 pairs of headers are headers too, and the application’s list stays as it was', async () => {
    const list = [
      ['X-A', '1'],
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
    ]
    const { response } = await ask(await serve((held) => held.writeHead(200, list.flat()).end(), slow))
    expect(response.headers).toMatchObject({ 'x-a': '1', 'set-cookie': ['a=1', 'b=2', 'session=1'] })
    expect(list.flat()).toEqual(['X-A', '1', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'])
    const pairs = list as unknown as string[]
    expect((await ask(await serve((held) => held.writeHead(200, pairs).end(), slow))).response.headers).toMatchObject({
      'x-a': '1',
      'set-cookie': ['a=1', 'b=2', 'session=1'],
    })
  })

  it.each([
    ['writeHead', (response: ServerResponse) => response.writeHead(200).end()],
    ['flushHeaders', (response: ServerResponse) => response.flushHeaders()],
    ['write', (response: ServerResponse) => response.write('x')],
    ['end', (response: ServerResponse) => response.end('x')],
    ['pipe', (response: ServerResponse) => Readable.from(['x']).pipe(response)],
  ])('S-L4 no byte leaves before the commit has ended: %s', async (_how, send) => {
    const order: string[] = []
    const port = await serve(send, async (message) => {
      await slow(message)
      order.push('committed')
    })
    const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'))
    cleanups.push(() => socket.destroy())
    await once(socket, 'data')
    order.push('first byte')
    expect(order).toEqual(['committed', 'first byte'])
  })

  it('S-L4 informational responses wait for nothing', async () => {
    const order: string[] = []
    let informed = (): void => {}
    const wasInformed = new Promise<void>((resolve) => (informed = resolve))
    const handler: Handler = async (response) => {
      response.writeContinue()
      response.writeProcessing()
      response.writeEarlyHints({ link: '</style.css>; rel=preload' })
      await wasInformed
      response.end('done')
    }
    const port = await serve(handler, async () => void order.push('commit'))
    const request = httpRequest({ port, host: '127.0.0.1', agent: false }).end()
    request.on('continue', () => order.push('100'))
    request.on('information', ({ statusCode }) => {
      order.push(String(statusCode))
      if (statusCode === 103) {
        informed()
      }
    })
    await once(request, 'response')
    expect(order.filter((step) => step !== '100')).toEqual(['102', '103', 'commit'])
    expect(order).toContain('100')
  })
})

describe('while the head is held', () => {
  it('S-L4 it looks as if it had left: headers can’t be set, and a second answer is an error', async () => {
    const observed: unknown[] = []
    const handler: Handler = (response) => {
      response.setHeader('X-A', '1')
      response.end('first')
      observed.push(response.headersSent, response.writableEnded)
      response.statusCode = 500
      for (const late of [
        () => response.setHeader('Content-Length', 6),
        () => response.appendHeader('X-A', '2'),
        () => response.removeHeader('X-A'),
        () => response.writeHead(500, { 'X-A': '2' }),
      ]) {
        try {
          late()
        } catch (error) {
          observed.push((error as NodeJS.ErrnoException).code)
        }
      }
    }
    const { response, body } = await ask(await serve(handler, slow))
    expect(observed).toEqual([true, true, ...Array.from({ length: 4 }, () => 'ERR_HTTP_HEADERS_SENT')])
    expect({ status: response.statusCode, header: response.headers['x-a'], body }).toEqual({
      status: 200,
      header: '1',
      body: 'first',
    })
  })

  it('S-L4 write answers false, drain comes, and the callbacks come in order', async () => {
    const order: unknown[] = []
    const handler: Handler = async (response) => {
      order.push(response.write('a', () => order.push('a written')))
      await once(response, 'drain')
      order.push('drain')
      response.write('b', () => order.push('b written'))
      response.end('c', () => order.push('ended'))
    }
    const { body } = await ask(await serve(handler, slow))
    expect(body).toBe('abc')
    expect(order[0]).toBe(false)
    expect(order).toContain('drain')
    expect(order.filter((step) => String(step).includes('e') && step !== false)).toEqual([
      'a written',
      'b written',
      'ended',
    ])
  })

  it('S-L4 a client that hangs up is no error, and what was written is saved', async () => {
    const events: string[] = []
    let request: ReturnType<typeof httpRequest> | null = null
    const handler: Handler = (response) => {
      response.on('close', () => events.push('closed'))
      response.write('a')
      response.end('b')
      request?.destroy()
    }
    const port = await serve(handler, async () => {
      await new Promise((resolve) => setTimeout(resolve, 50))
      events.push('committed')
    })
    request = httpRequest({ port, host: '127.0.0.1', agent: false })
      .on('error', () => {})
      .end()
    await expect.poll(() => events).toEqual(['closed', 'committed'])
    request = null
    expect((await ask(port)).body).toBe('ab')
  })

  it('S-L4 without anything to save the head leaves before the event loop turns', async () => {
    let isLate: boolean | null = null
    const handler: Handler = (response) => {
      response.end('x')
      setImmediate(() => (isLate = Object.hasOwn(response, 'headersSent')))
    }
    await ask(await serve(handler, nothing))
    expect(isLate).toBe(false)
  })

  it('S-L4 others that wait for the head, before us and behind us, see it once', async () => {
    const order: string[] = []
    const watch = (response: ServerResponse, name: string): void => {
      const { writeHead } = response
      response.writeHead = ((...args: [number]) => {
        order.push(name)
        response.appendHeader('X-Seen', name)
        return writeHead.apply(response, args)
      }) as typeof writeHead
    }
    const server = createServer((_request, response) => {
      watch(response, 'before')
      holdHead(
        response,
        async () => void order.push('commit'),
        () => {},
      )
      watch(response, 'behind')
      response.end('x')
    })
    cleanups.push(() => server.close())
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { response } = await ask((server.address() as AddressInfo).port)
    expect(order).toEqual(['behind', 'commit', 'before'])
    expect(response.headers['x-seen']).toBe('behind, before')
    expect(response.headers['content-length']).toBe('1')
  })
})

describe('a failed commit', () => {
  it.each(answers)('S-L5 drops the answer, and another is given: %s', async (_name, handler, method = 'GET') => {
    const { response, body } = await ask(await serve(handler, failing), method)
    expect(response.statusCode).toBe(503)
    expect(response.headers['set-cookie'] ?? []).not.toContain('session=1')
    expect(body).toBe(method === 'HEAD' ? '' : 'not saved')
  })

  it('S-L5 takes along what was said of the body, and leaves the rest', async () => {
    const handler: Handler = (response) => {
      response.setHeader('Content-Security-Policy', "default-src 'self'")
      response.setHeader('X-Request-Id', '1')
      response.writeHead(206, 'Part', {
        'Content-Type': 'image/png',
        'Content-Length': 3,
        'Content-Encoding': 'gzip',
        ETag: '"x"',
        'Cache-Control': 'public',
        Location: '/elsewhere',
      })
      response.end('abc')
    }
    const { response } = await ask(await serve(handler, failing))
    expect(response.statusMessage).toBe('Service Unavailable')
    expect(Object.keys(response.headers).toSorted()).toEqual([
      'connection',
      'content-security-policy',
      'date',
      'transfer-encoding',
      'x-request-id',
    ])
  })

  it('S-L5 is not tried again with the error’s own answer, and the callbacks of what was dropped get the error', async () => {
    let commits = 0
    const errors: unknown[] = []
    const handler: Handler = (response) => {
      response.write('a', (error) => errors.push(error?.message))
      response.end(() => errors.push('ended'))
    }
    const port = await serve(handler, async (message) => {
      commits += 1
      await failing(message)
    })
    expect((await ask(port)).response.statusCode).toBe(503)
    expect(commits).toBe(1)
    expect(errors).toEqual(['not saved', 'ended'])
  })

  it('S-L5 in an invalid head is told like any other', async () => {
    const handler: Handler = (response) => {
      response.statusCode = 9999
      response.end('x')
    }
    const { response } = await ask(await serve(handler, slow))
    expect(response.statusCode).toBe(503)
  })
})

it('S-L4 S-L5 HTTP/2 responses are held alike', async () => {
  for (const [commit, status] of [
    [slow, 201],
    [failing, 503],
  ] as const) {
    const server = createHttp2Server((_request, response) => {
      holdHead(response as unknown as ServerResponse, commit, () => {
        response.statusCode = 503
        response.end('failed')
      })
      response.writeHead(201, { 'x-a': '1' })
      response.write('a')
      response.end('b')
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const client = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    const stream = client.request({ ':path': '/' })
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>]
    expect(headers[':status']).toBe(status)
    expect(headers['set-cookie']).toEqual(status === 201 ? ['session=1'] : undefined)
    expect(await text(stream)).toBe(status === 201 ? 'ab' : 'failed')
    client.close()
    server.close()
  }
})
