// Servers whose responses are held, and answers of every kind to send through them.
import { once } from 'node:events'
import { createServer, type IncomingMessage, request as httpRequest, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import type { Message } from './connection.ts'
import { holdHead } from './node-head.ts'

export type Handler = (response: ServerResponse, request: IncomingMessage) => unknown
export type Commit = (message: Message) => Promise<void> | null

export const cleanups: (() => void)[] = []

/** There is nothing to wait for. */
export const none: Commit = () => null
export const nothing: Commit = async () => {}
export const slow: Commit = async (message) => {
  await new Promise((resolve) => setTimeout(resolve, 20))
  message.setSetCookie([...message.getSetCookie(), 'session=1'])
}
export const failing: Commit = async () => {
  await new Promise((resolve) => setTimeout(resolve, 20))
  throw new Error('not saved')
}

/** A server whose responses are held; without a commit it is Node as it is. A failed commit is answered with 503. */
export async function serve(handler: Handler, commit?: Commit): Promise<number> {
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

export async function ask(port: number, method = 'GET'): Promise<{ response: IncomingMessage; body: string }> {
  const request = httpRequest({ port, host: '127.0.0.1', method, agent: false }).end()
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  return { response, body: await text(response) }
}

/** All that a client sees. The date is that of the moment. */
export async function seen(handler: Handler, method: string, commit?: Commit): Promise<unknown> {
  const { response, body } = await ask(await serve(handler, commit), method)
  const headers = response.rawHeaders.flatMap((name, index, all) => (index % 2 === 0 ? [[name, all[index + 1]]] : []))
  const { statusCode, statusMessage, trailers } = response
  return { statusCode, statusMessage, headers: headers.filter(([name]) => name !== 'Date').toSorted(), trailers, body }
}

export const answers: [string, Handler, string?][] = [
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
  ['a flat list over set headers', (response) => response.setHeader('X-A', '0').writeHead(200, ['x-a', '1']).end()],
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
