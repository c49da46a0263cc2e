// A function of AWS Lambda with the contract's routes, behind the stand-in for a gateway.
import {
  type Answer,
  answerError,
  contractRoutes,
  type ContractRoute,
  isStream,
  type RouteContext,
} from '../../contracts/contract-app.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import type { getSession as authoredGet, sessions as authored, SessionsOptions } from './aws-lambda.ts'
import { type Format, type Handler, listen } from './aws-lambda-gateway.harness.ts'
import type { HttpEvent } from './lambda-event.ts'
import type { HttpResult } from './lambda-result.ts'

/** What an index of emitted code exports, or the authored module. */
export interface Emitted {
  readonly sessions: typeof authored
  readonly getSession: typeof authoredGet
}

/** What the harness reads of an event, in whichever format. */
export interface ReadEvent extends HttpEvent {
  readonly rawPath?: string
  readonly rawQueryString?: string
  readonly path?: string
  readonly httpMethod?: string
  readonly multiValueQueryStringParameters?: Readonly<Record<string, string[] | undefined>> | null
}

/**
 * Starts the contract's application.
 *
 * @param emitted The authored module, or the index of an emitted tree.
 */
export function start(
  { sessions, getSession }: Emitted,
  options: SessionsOptions,
  more: readonly ContractRoute[] = [],
  format: Format = '2.0',
): Promise<RunningServer> {
  const withSession = sessions(options)
  const contextOf = (event: ReadEvent): RouteContext => ({
    get session() {
      return getSession(event)
    },
    query: queryOf(event),
  })
  const onError = (error: unknown, event: ReadEvent): Promise<HttpResult> =>
    send(event, answerError(error, contextOf(event)))
  const handlers = new Map<string, Handler>()
  for (const { method, path, skipSession = false, handle } of [...contractRoutes(), ...more]) {
    const answer = withSession(async (event: ReadEvent) => send(event, await handle(contextOf(event))), {
      onError,
      skipSession,
    })
    handlers.set(`${method} ${path}`, answer)
  }
  const notFound = withSession(async (event: ReadEvent) => send(event, { status: 404, body: 'Not Found' }), { onError })
  return listen((event: ReadEvent, context) => {
    const method = event.requestContext.http?.method ?? event.httpMethod
    const answer = handlers.get(`${method === 'HEAD' ? 'GET' : method} ${event.rawPath ?? event.path}`) ?? notFound
    return answer(event as never, context)
  }, format)
}

function queryOf({ rawQueryString, multiValueQueryStringParameters, requestContext }: ReadEvent): URLSearchParams {
  const isEncoded = requestContext.elb !== undefined
  const decoded = (text: string): string => (isEncoded ? decodeURIComponent(text) : text)
  const pairs = Object.entries(multiValueQueryStringParameters ?? {}).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [decoded(name), decoded(value)]),
  )
  return new URLSearchParams(rawQueryString ?? pairs)
}

async function send(event: ReadEvent, { status = 200, headers = [], body }: Answer): Promise<HttpResult> {
  const isJson = typeof body === 'object' && !isStream(body)
  let text = isJson ? JSON.stringify(body) : ''
  if (isStream(body)) {
    for await (const part of body) {
      text += part
    }
  } else if (typeof body === 'string') {
    text = body
  }
  const typed = isJson ? [['Content-Type', 'application/json'] as const, ...headers] : headers
  const names = [...new Set(typed.map(([name]) => name))]
  const linesOf = (name: string): string[] => typed.filter(([other]) => other === name).map(([, value]) => value)
  if (event.requestContext.http === undefined) {
    const multiValueHeaders = Object.fromEntries(names.map((name) => [name, linesOf(name)]))
    return { statusCode: status, multiValueHeaders, body: text }
  }
  const cookies = linesOf('Set-Cookie')
  const others = names.filter((name) => name !== 'Set-Cookie').map((name) => [name, linesOf(name).join(', ')])
  return { statusCode: status, headers: Object.fromEntries(others), cookies, body: text }
}
