// Bad inputs that come another way than over HTTP/1.1: the fields of HTTP/2, and the events of AWS Lambda.
import { symlinkSync } from 'node:fs'
import { connect, createServer, type Http2Server } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { createAdaptorServer } from '@hono/node-server'
import fastify from 'fastify'
import { handle } from 'hono/aws-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../templates/contracts/services.ts'
import { createApplication } from '../../templates/targets/hono/hono-routes.harness.ts'
import type { ServerSideBackend } from '../../templates/runtime/server-side-backend.ts'
import { packageRoot } from '../emit/read-template.ts'
import { emitTree } from '../runtime-builds.fixture.ts'

interface Tree {
  readonly sessions: (options: { readonly backend: ServerSideBackend }) => never
  readonly MemoryBackend: new () => ServerSideBackend
}

const folder = temporaryFolder('entries')

async function emitted(target: 'fastify' | 'hono'): Promise<{ sessions: never; backend: ServerSideBackend }> {
  const tree = (await import(
    /* @vite-ignore */ await emitTree(join(folder.path, target), target, { backend: 'memory' })
  )) as Tree
  const backend = new tree.MemoryBackend()
  return { sessions: tree.sessions({ backend }), backend }
}

beforeAll(() => symlinkSync(join(packageRoot(), 'node_modules'), join(folder.path, 'node_modules')))
afterAll(() => folder.remove())

describe.each(['fastify', 'hono'] as const)('HTTP/2 on emitted %s', (target) => {
  let stop: () => Promise<unknown>
  let url: string

  beforeAll(async () => {
    const { sessions, backend } = await emitted(target)
    if (target === 'fastify') {
      const app = fastify({ http2: true }).register(sessions)
      app.get('/read', async (request) => ({ data: { ...request.session } }))
      app.post('/set', async (request) => ((request.session['color'] = 'red'), 'set'))
      url = await app.listen({ host: '127.0.0.1', port: 0 })
      stop = () => app.close()
    } else {
      const app = createApplication((() => sessions) as never, { backend })
      const server = createAdaptorServer({ fetch: app.fetch, createServer }) as Http2Server
      await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      stop = () => new Promise((resolve) => void server.close(resolve))
    }
  })
  afterAll(() => stop())

  async function ask(
    method: string,
    path: string,
    cookie: readonly string[],
  ): Promise<{ setCookie: string; body: string }> {
    const client = connect(url)
    const stream = client.request({
      ':method': method,
      ':path': path,
      ...(cookie.length > 0 && { cookie: [...cookie] }),
    })
    let setCookie = ''
    stream.on('response', (headers) => (setCookie = headers['set-cookie']?.[0] ?? ''))
    const body = await text(stream)
    await new Promise<void>((resolve) => client.close(resolve))
    return { setCookie, body }
  }

  it('bad input 16 over HTTP/2 the fields of a cookie are one header: found among others, refused when it is there twice', async () => {
    const { setCookie } = await ask('POST', '/set?name=color&value=red', [])
    const own = setCookie.slice(0, setCookie.indexOf(';'))
    expect(own).toMatch(/^__Host-session=./)
    const dataOf = async (cookie: readonly string[]): Promise<unknown> =>
      (JSON.parse((await ask('GET', '/read', cookie)).body) as { data: unknown }).data
    expect(await dataOf(['a=b', own, 'c=d'])).toEqual({ color: 'red' })
    expect(await dataOf([own, own])).toEqual({})
    expect(await dataOf([own, 'a=b', '__Host-session=forged'])).toEqual({})
    expect(await dataOf([`\xa0${own}`])).toEqual({})
  })
})

describe('AWS Lambda on emitted hono', () => {
  it('bad input 39 the cookies of an event are read like those of a header', async () => {
    const { sessions, backend } = await emitted('hono')
    const app = handle(createApplication((() => sessions) as never, { backend }))
    const http = { method: 'GET', path: '/read', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: '' }
    const version2 = async (cookies: readonly string[], method = 'GET', rawPath = '/read', rawQueryString = '') =>
      app({
        version: '2.0',
        routeKey: '$default',
        rawPath,
        rawQueryString,
        cookies: [...cookies],
        headers: {},
        body: null,
        isBase64Encoded: false,
        requestContext: {
          domainName: 'app.test',
          http: {
            ...http,
            method,
            path: rawPath,
          },
        },
      } as never)
    const version1 = async (cookies: readonly string[]) =>
      app({
        version: '1.0',
        resource: '/read',
        path: '/read',
        httpMethod: 'GET',
        headers: {},
        body: null,
        multiValueHeaders: { Cookie: [...cookies] },
        isBase64Encoded: false,
        requestContext: { domainName: 'app.test' },
      } as never)

    const set = (await version2([], 'POST', '/set', 'name=color&value=red')) as { cookies?: string[]; body: string }
    const own = set.cookies?.[0]?.split(';')[0] ?? ''
    expect(own).toMatch(/^__Host-session=./)
    const dataOf = ({ body }: { body: string }): unknown => (JSON.parse(body) as { data: unknown }).data
    expect(dataOf(await version2(['a=b', own]))).toEqual({ color: 'red' })
    expect(dataOf(await version2([own, own]))).toEqual({})
    expect(dataOf(await version1([`a=b; ${own}`]))).toEqual({ color: 'red' })
    expect(dataOf(await version1([own, own]))).toEqual({})
  })
})
