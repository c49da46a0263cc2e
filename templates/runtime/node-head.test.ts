// The head of a Node response waits for the commit, and nothing else that a client sees changes: compared with Node's own behaviour.
import { EventEmitter, once } from 'node:events'
import { request as httpRequest, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import { answers, ask, cleanups, type Handler, none, nothing, seen, serve, slow } from './node-head.harness.ts'

afterEach(() => cleanups.splice(0).forEach((cleanup) => cleanup()))

describe('what a client sees', () => {
  it.each(answers)('S-L4 is what Node sends by itself: %s', async (_name, handler, method = 'GET') => {
    const own = await seen(handler, method)
    expect(await seen(handler, method, nothing)).toEqual(own)
    expect(await seen(handler, method, none)).toEqual(own)
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
    const events = new EventEmitter()
    const wasInformed = once(events, 'informed')
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
        events.emit('informed')
      }
    })
    await once(request, 'response')
    expect(order.filter((step) => step !== '100')).toEqual(['102', '103', 'commit'])
    expect(order).toContain('100')
  })
})
