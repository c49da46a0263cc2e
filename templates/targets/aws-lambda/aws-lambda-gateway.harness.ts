// Stands in for what is in front of a function of AWS Lambda, which runs nowhere but there: a server on this machine that makes
// the documented events of requests, and responses of results. JSON is all that passes between the two.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { ALBEvent, APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda'
import type { RunningServer } from '../../contracts/target-contract.ts'
import type { HttpEvent } from './lambda-event.ts'
import type { HttpResult } from './lambda-result.ts'

/** '2.0': an HTTP API or a function URL. '1.0': a REST API. 'alb': a load balancer, with multi-value headers or without. */
export type Format = '2.0' | '1.0' | 'alb' | 'alb-single'

export type Handler = (event: never, context: object) => Promise<unknown>

export async function listen(handler: Handler, format: Format): Promise<RunningServer> {
  const server = createServer((request, response) => {
    const failed = (): unknown => response.writeHead(502).end('{"message":"Internal Server Error"}')
    answer(handler, format, request, response).catch(failed)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sendsWhole: true,
    stop() {
      server.closeAllConnections()
      return new Promise<void>((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())))
    },
  }
}

async function answer(
  handler: Handler,
  format: Format,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const event = await eventOf(format, request)
  const returned = await handler(JSON.parse(JSON.stringify(event)) as never, { awsRequestId: 'here' })
  const text = JSON.stringify(returned)
  const result = JSON.parse(text ?? 'null') as HttpResult
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) {
    throw new TypeError('These formats have a status')
  }
  const { statusCode, headers = {}, multiValueHeaders = {}, cookies = [], body = '', isBase64Encoded } = result
  const fields = new Map<string, string[]>()
  const add = (name: string, values: readonly unknown[]): void => {
    const key = name.toLowerCase()
    fields.set(key, [...(fields.get(key) ?? []), ...values.map(String)])
  }
  if (format !== '2.0' && format !== 'alb-single') {
    Object.entries(multiValueHeaders).forEach(([name, values]) => add(name, values))
  }
  if (format !== 'alb') {
    Object.entries(headers).forEach(([name, value]) => add(name, [value]))
  }
  if (format === '2.0') {
    add('set-cookie', cookies)
  }
  fields.forEach(
    (values, name) => values.length > 0 && response.setHeader(name, values.length > 1 ? values : (values[0] ?? '')),
  )
  response.statusCode = statusCode
  response.end(Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8'))
}

async function eventOf(format: Format, request: IncomingMessage): Promise<HttpEvent> {
  const [path = '/', query = ''] = (request.url ?? '/').split('?')
  const body = (await buffer(request)).toString('base64')
  const common = { body, isBase64Encoded: true }
  const search = new URLSearchParams(query)
  const forwarded: [string, string][] = [['X-Forwarded-Proto', 'http']]
  const lines = [...linesOf(request), ...forwarded]
  const single = Object.fromEntries(lines.map(([name, value]) => [name, value]))
  const several: Record<string, string[]> = {}
  lines.forEach(([name, value]) => (several[name] ??= []).push(value))
  if (format === '2.0') {
    const joined: Record<string, string> = {}
    for (const [name, value] of lines) {
      const key = name.toLowerCase()
      joined[key] = key in joined ? `${joined[key]},${value}` : value
    }
    const cookies = lines.filter(([name]) => name.toLowerCase() === 'cookie').flatMap(([, value]) => value.split(/; ?/))
    delete joined['cookie']
    return {
      ...common,
      version: '2.0',
      rawPath: path,
      rawQueryString: query,
      ...(cookies.length > 0 && { cookies }),
      headers: joined,
      requestContext: { domainName: 'localhost', http: { method: request.method ?? '', path } },
    } as unknown as APIGatewayProxyEventV2
  }
  const multiple: Record<string, string[]> = {}
  search.forEach((value, name) => (multiple[name] ??= []).push(value))
  const isEncoded = format !== '1.0'
  const encoded = (text: string): string => (isEncoded ? encodeURIComponent(text) : text)
  const event = {
    ...common,
    httpMethod: request.method ?? '',
    path,
    ...(format === 'alb'
      ? {}
      : {
          headers: single,
          queryStringParameters: Object.fromEntries(
            [...search].map(([name, value]) => [encoded(name), encoded(value)]),
          ),
        }),
    ...(format === 'alb-single'
      ? {}
      : {
          multiValueHeaders: several,
          multiValueQueryStringParameters: Object.fromEntries(
            Object.entries(multiple).map(([name, values]) => [encoded(name), values.map(encoded)]),
          ),
        }),
    requestContext: isEncoded ? { elb: { targetGroupArn: 'arn' } } : { domainName: 'localhost' },
  }
  return isEncoded ? (event as unknown as ALBEvent) : (event as unknown as APIGatewayProxyEvent)
}

/** As they came, each a line. */
function linesOf({ rawHeaders }: IncomingMessage): [name: string, value: string][] {
  return rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as [string, string]] : [],
  )
}
