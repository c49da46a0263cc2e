// A caller of a function in its tests: events of an HTTP API, with cookies.
import type { CookieJar } from './cookie-jar.ts'
import type { HttpResult } from './lambda-result.ts'

/** What answers the events: what `sessions()` makes of a function, with the kit’s backend. */
export type App = (event: never, context: never) => Promise<unknown>

interface TestRequest {
  readonly path: string
  readonly method?: string
  /** By names in lower case. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface TestAgent {
  /** The Cookie header of the next request, for clients of other kinds. */
  readonly cookie: string
  /** Calls the function with the event of a request, and takes the cookies of its result. */
  readonly invoke: (request: TestRequest) => Promise<HttpResult>
}

export async function createAgent(app: App, jar: CookieJar): Promise<TestAgent> {
  return {
    get cookie() {
      return jar.header
    },
    async invoke({ path, method = 'GET', headers = {}, body }) {
      const [rawPath, rawQueryString = ''] = path.split('?')
      const event = {
        version: '2.0',
        rawPath,
        rawQueryString,
        queryStringParameters: Object.fromEntries(new URLSearchParams(rawQueryString)),
        headers,
        cookies: jar.header === '' ? [] : jar.header.split('; '),
        requestContext: { http: { method, path: rawPath } },
        isBase64Encoded: false,
        ...(body !== undefined && { body }),
      }
      const result = (await app(event as never, {} as never)) as HttpResult
      jar.take(result.cookies ?? [])
      return result
    },
  }
}
