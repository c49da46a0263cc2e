// What a request of the Fetch API says of its connection.
import type { RequestSource } from './csrf.ts'
import { spec } from './spec.ts'
import { isOriginAllowed } from './websocket.ts'

/** A WebSocket handshake (RFC 6455, 4.1). */
export function isHandshake({ method, headers }: Request): boolean {
  return method === 'GET' && headers.get('Upgrade')?.toLowerCase() === 'websocket'
}

// @when spec.websocket
/** Whether the page that asks for a socket may have one. */
export function isFromOwnPage({ headers }: Request): boolean {
  return isOriginAllowed(headers.get('Origin'), headers.get('Host'))
}

// @when spec.csrf
export function sourceOfRequest({ method, headers }: Request): RequestSource {
  return {
    method,
    origin: headers.get('Origin'),
    fetchSite: headers.get('Sec-Fetch-Site'),
    // @when spec.sameOrigin
    host: headers.get('Host'),
  }
}

// @when spec.secure === 'auto'
/** Whether it came over TLS. */
export function isSecureRequest(request: Request): boolean {
  const isEncrypted = request.url.startsWith('https:')
  if (spec.trustProxy) {
    const forwarded = request.headers.get('X-Forwarded-Proto')
    return forwarded === null ? isEncrypted : forwarded === 'https'
  } else {
    return isEncrypted
  }
}
