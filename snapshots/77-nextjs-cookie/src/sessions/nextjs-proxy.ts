// What the proxy does for pages: they can set no cookie, so that a session in use is renewed before they are rendered.
import { type NextRequest, NextResponse } from 'next/server.js'
import { keepOutOfCaches } from './connection.js'
import type { SessionMiddleware } from './middleware.js'
import { connect, saveInCookies } from './nextjs-requests.js'

/**
 * @param answer Says how the request goes on, if not as it is: `() => NextResponse.rewrite(url)`.
 * @returns What `proxy()` returns. What a page renders for this request sees the renewed cookie.
 */
export type RenewSession = (
  request: NextRequest,
  answer?: () => NextResponse | Promise<NextResponse>,
) => Promise<NextResponse>

export function renewalWith(open: () => SessionMiddleware): RenewSession {
  return async (request, answer = () => NextResponse.next()) => {
    const response = await answer()
    // Server Functions and forms come by POST, and renew by themselves.
    if (request.method === 'GET' || request.method === 'HEAD') {
      const connection = {
        ...connect(request.headers),
      }
      const middleware = open()
      await middleware.load(connection)
      await saveInCookies(middleware, connection, async () => {
        keepOutOfCaches(response.headers)
        return response.cookies
      })
    }
    return response
  }
}
