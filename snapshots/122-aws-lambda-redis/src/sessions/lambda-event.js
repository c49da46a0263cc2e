// What HTTP looks like in an event of AWS Lambda.
import { sourceOf } from './csrf.js'

/** @import { Connection } from './connection.js' */

/**
 * As far as sessions read it, the event of an HTTP API or a function URL (payload format 2.0), of a REST API (1.0), and of an
 * Application Load Balancer: the types of `aws-lambda` are such events.
 *
 * @typedef {object} HttpEvent
 * @property {Readonly<Record<string, string | undefined>> | null | undefined} [headers]
 * @property {Readonly<Record<string, readonly string[] | undefined>> | null | undefined} [multiValueHeaders] In format
 * 1.0, and from load balancers that are set to send them.
 * @property {readonly string[] | undefined} [cookies] In format 2.0: there cookies are not among the headers.
 * @property {string} [httpMethod]
 * @property {{ readonly http?: { readonly method: string }; readonly domainName?: string | undefined; readonly elb?: object }} requestContext
 */

/**
 * Before its session is loaded.
 *
 * @param {HttpEvent} event
 * @param {string | null} excluded
 * @returns {Connection}
 */
export function connectionOf(event, excluded) {
  return {
    cookieHeader: isFormat2(event) ? (event.cookies?.join('; ') ?? null) : headerOf(event, 'cookie', '; '),
    source: sourceOf({
      method: event.requestContext.http?.method ?? event.httpMethod,
      headers: {
        origin: headerOf(event, 'origin') ?? undefined,
        'sec-fetch-site': headerOf(event, 'sec-fetch-site') ?? undefined,
      },
    }),
    // What is in front of the function says so, and takes nobody else's word for it.
    secure: headerOf(event, 'x-forwarded-proto') === 'https',
    excluded,
    session: null,
    accessed: false,
    headSent: false,
  }
}

/**
 * @param {HttpEvent} options
 * @returns {boolean}
 */
export function isFormat2({ requestContext }) {
  return requestContext.http !== undefined
}

/**
 * In format 1.0 a header has the letters that the caller sent it with.
 *
 * @param {HttpEvent} options
 * @param {string} name
 * @param {string} [separator]
 * @returns {string | null}
 */
function headerOf({ multiValueHeaders, headers }, name, separator = ', ') {
  const lines = Object.entries(multiValueHeaders ?? {})
    .filter(([key]) => key.toLowerCase() === name)
    .flatMap(([, values]) => values ?? [])
  const [, single] = Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name) ?? []
  return lines.length > 0 ? lines.join(separator) : (single ?? null)
}
