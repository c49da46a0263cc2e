// Whether a request came to Node over TLS.
import type { IncomingMessage } from 'node:http'
import { spec } from './spec.ts'

export function isSecure(request: Pick<IncomingMessage, 'headers' | 'socket'>): boolean {
  if (spec.trustProxy) {
    const forwarded = request.headers['x-forwarded-proto']
    return forwarded === undefined ? 'encrypted' in request.socket : forwarded === 'https'
  } else {
    return 'encrypted' in request.socket
  }
}
