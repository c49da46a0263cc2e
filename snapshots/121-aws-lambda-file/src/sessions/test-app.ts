// The application of the tests: a function, called as AWS Lambda calls it for an HTTP API.
import { Readable } from 'node:stream'
import type { SessionBackend } from './session-backend.ts'
import type { RequestHandler, TestApp } from './test-visitor.ts'
import { getSession, sessions } from './aws-lambda.ts'
import type { HttpEvent } from './lambda-event.ts'
import type { HttpResult } from './lambda-result.ts'

export async function startApp(backend: SessionBackend): Promise<TestApp> {
  const bodies = new WeakMap<HttpEvent, AsyncIterable<string>>()
  const answer = sessions({ backend })(
    async (event: HttpEvent, handler: RequestHandler): Promise<HttpResult> => {
      // AWS Lambda would send it whole. Here it is told apart from the head, for the tests that look at each.
      bodies.set(event, (await handler(() => getSession(event))) ?? Readable.from([]))
      return { statusCode: 200, body: '' }
    },
    // Errors that a test asks for are not printed.
    { onError: () => ({ statusCode: 500, body: '' }) },
  )

  return {
    async request(path, cookie, handler) {
      const event = {
        rawPath: path,
        cookies: cookie === '' ? [] : cookie.split('; '),
        requestContext: { http: { method: 'GET' } },
      }
      const { statusCode: status, headers = {}, cookies = [] } = await answer(event, handler)
      const head = new Headers(Object.entries(headers).map(([name, value]) => [name, String(value)]))
      cookies.forEach((line) => head.append('Set-Cookie', line))
      const body = Readable.toWeb(Readable.from(bodies.get(event) ?? [], { objectMode: false })) as ReadableStream
      return new Response(body, { status, headers: head })
    },
    close: async () => {},
  }
}
