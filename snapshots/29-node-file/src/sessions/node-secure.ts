// Whether a request came to Node over TLS.
import type { IncomingMessage } from 'node:http'

export function isSecure(request: Pick<IncomingMessage, 'headers' | 'socket'>): boolean {
  const forwarded = request.headers['x-forwarded-proto']
  return forwarded === undefined ? 'encrypted' in request.socket : forwarded === 'https'
}
