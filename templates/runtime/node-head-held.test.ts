// A Node response whose head is held: how it looks to the handler, and what becomes of it when the commit fails.
import { once } from 'node:events'
import { createServer, request as httpRequest, type ServerResponse } from 'node:http'
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import { answers, ask, cleanups, failing, type Handler, nothing, serve, slow } from './node-head.harness.ts'
import { holdHead } from './node-head.ts'

afterEach(() => cleanups.splice(0).forEach((cleanup) => cleanup()))

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

  it.each([
    ['that settles later', Promise.resolve()],
    ['that has nothing to do', null],
  ])(
    'S-L4 others that wait for the head, before us and behind us, see it once: with a commit %s',
    async (_, settles) => {
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
          () => {
            order.push('commit')
            return settles
          },
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
    },
  )
})

const answerInPart: Handler = (response) => {
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

describe('a failed commit', () => {
  it.each(answers)('S-L5 drops the answer, and another is given: %s', async (_name, handler, method = 'GET') => {
    const { response, body } = await ask(await serve(handler, failing), method)
    expect(response.statusCode).toBe(503)
    expect(response.headers['set-cookie'] ?? []).not.toContain('session=1')
    expect(body).toBe(method === 'HEAD' ? '' : 'not saved')
  })

  it('S-L5 takes along what was said of the body, and leaves the rest', async () => {
    const { response } = await ask(await serve(answerInPart, failing))
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

  it('S-L5 a stream that was dropped does not get into the next answer', async () => {
    const large = Buffer.alloc(4 * 1024 * 1024, 'e')
    const server = createServer((_request, response) => {
      holdHead(response, failing, () => {
        response.statusCode = 503
        response.once('drain', () => setImmediate(() => response.end()))
        response.write(large)
      })
      Readable.from(['a', 'b', 'c']).pipe(response)
    })
    cleanups.push(() => server.close())
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { response, body } = await ask((server.address() as AddressInfo).port)
    expect(response.statusCode).toBe(503)
    expect(body.replaceAll('e', '')).toBe('')
    expect(body).toHaveLength(large.length)
  })

  it('S-L5 in an invalid head is told like any other', async () => {
    const { response } = await ask(await serve((held) => Object.assign(held, { statusCode: 9999 }).end(), slow))
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
