// What HTTP looks like in an event of AWS Lambda.
import type { Connection } from './connection.js'

/**
 * As far as sessions read it, the event of an HTTP API or a function URL (payload format 2.0), of a REST API (1.0), and of an
 * Application Load Balancer: the types of `aws-lambda` are such events.
 */
export interface HttpEvent {
  readonly headers?: Readonly<Record<string, string | undefined>> | null | undefined
  /** In format 1.0, and from load balancers that are set to send them. */
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null | undefined
  /** In format 2.0: there cookies are not among the headers. */
  readonly cookies?: readonly string[] | undefined
  readonly requestContext: {
    /** In format 2.0. */
    readonly http?: { readonly method: string }
    readonly domainName?: string | undefined
    readonly elb?: object
  }
}

/** Before its session is loaded. */
export function connectionOf(event: HttpEvent, excluded: string | null): Connection {
  return {
    cookieHeader: isFormat2(event) ? (event.cookies?.join('; ') ?? null) : headerOf(event, 'cookie', '; '),
    excluded,
    session: null,
    accessed: false,
    headSent: false,
  }
}

export function isFormat2({ requestContext }: HttpEvent): boolean {
  return requestContext.http !== undefined
}

/** In format 1.0 a header has the letters that the caller sent it with. */
function headerOf({ multiValueHeaders, headers }: HttpEvent, name: string, separator: string = ', '): string | null {
  const lines = Object.entries(multiValueHeaders ?? {})
    .filter(([key]) => key.toLowerCase() === name)
    .flatMap(([, values]) => values ?? [])
  const [, single] = Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name) ?? []
  return lines.length > 0 ? lines.join(separator) : (single ?? null)
}
