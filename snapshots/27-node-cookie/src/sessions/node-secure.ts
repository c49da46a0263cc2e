// Whether a request came to Node over TLS.
import type { IncomingMessage } from 'node:http'

export function isSecure(request: Pick<IncomingMessage, 'headers' | 'socket'>): boolean {
  return 'encrypted' in request.socket
}
