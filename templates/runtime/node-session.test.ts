// The response of a request to a Node server waits for the session, whoever looks at it first.
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { MemoryBackend } from '../backends/memory/memory-backend.ts'
import { PLAIN_REQUEST } from '../contracts/request-source.ts'
import { accessSession, type Connection } from './connection.ts'
import { SessionMiddleware } from './middleware.ts'
import { loadForResponse } from './node-session.ts'

const cleanups: (() => void)[] = []
afterEach(() => cleanups.splice(0).forEach((cleanup) => cleanup()))

/** Calls a listener before a method of the response, as middlewares behind us do. */
function wrap(response: ServerResponse, name: 'writeHead' | 'flushHeaders' | 'write' | 'end', first: () => void): void {
  const method = response[name] as (...args: unknown[]) => unknown
  let isFirst = true
  Object.assign(response, {
    [name]: (...args: unknown[]) => {
      if (isFirst) {
        isFirst = false
        first()
      }
      return method.apply(response, args)
    },
  })
}

describe('S-L4 whoever wraps the response behind us, and is the first to look at the session', () => {
  const answers: [string, 'writeHead' | 'flushHeaders' | 'write' | 'end', (response: ServerResponse) => unknown][] = [
    ['writeHead', 'writeHead', (response) => response.writeHead(200).end('xy')],
    ['the head that end writes', 'writeHead', (response) => response.end('xy')],
    ['the head that write writes', 'writeHead', (response) => [response.write('x'), response.end('y')]],
    ['the head that flushHeaders writes', 'writeHead', (response) => [response.flushHeaders(), response.end('xy')]],
    ['flushHeaders', 'flushHeaders', (response) => [response.flushHeaders(), response.end('xy')]],
    ['write', 'write', (response) => [response.write('x'), response.end('y')]],
    ['end', 'end', (response) => response.end('xy')],
  ]

  it.each(answers)('writes to it in %s: it is saved, and the answer whole', async (_, name, answer) => {
    const backend = new MemoryBackend()
    const url = await serve((connection, response) => {
      wrap(response, name, () => Object.assign(accessSession(connection), { color: 'red' }))
      answer(response)
    }, backend)
    const response = await fetch(url)
    expect([response.status, await response.text(), response.headers.get('vary')]).toEqual([200, 'xy', 'Cookie'])
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const found = await serve((connection, asked) => asked.end(JSON.stringify(accessSession(connection))), backend)
    expect(await (await fetch(found, { headers: { cookie } })).json()).toEqual({ color: 'red' })
  })
})

it('S-L12 a response whose handler does not look at the session does not vary by it', async () => {
  const response = await fetch(await serve((_connection, answer) => answer.end('x')))
  expect(response.headers.get('vary')).toBeNull()
})

async function serve(
  handler: (connection: Connection, response: ServerResponse) => void,
  backend = new MemoryBackend(),
): Promise<string> {
  const middleware = new SessionMiddleware(backend)
  const server = createServer(async (request, response) => {
    const connection: Connection = {
      scope: 'http',
      path: '/',
      cookieHeader: request.headers.cookie ?? null,
      secure: true,
      source: PLAIN_REQUEST,
      excluded: null,
      session: null,
      accessed: false,
      headSent: false,
    }
    await loadForResponse(middleware, connection, response, (error) => response.destroy(error as Error))
    handler(connection, response)
  })
  cleanups.push(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
