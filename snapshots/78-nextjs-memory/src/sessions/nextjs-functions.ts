// Server Functions with a session.
import type { AsyncLocalStorage } from 'node:async_hooks'
import { cookies, headers } from 'next/headers.js'
import { accessSession, type Connection } from './connection'
import type { SessionMiddleware } from './middleware'
import type { Session } from './session'
import { connect, currentCookies, saveInCookies, tellOfLateWrites } from './nextjs-requests'

/**
 * Makes a Server Function out of one that uses the session. It is saved when the function returns, and when it throws, as
 * `redirect()` does: what comes next finds it saved. A Server Function that it calls has the same session.
 *
 * @param run Gets the session, and behind it what the function is called with: the form's data, for instance.
 */
export type ServerFunction = <Values extends readonly unknown[], Result>(
  run: (session: Session, ...values: Values) => Result | Promise<Result>,
) => (...values: Values) => Promise<Result>

export function functionsWith(open: () => SessionMiddleware, running: AsyncLocalStorage<Connection>): ServerFunction {
  return (run) =>
    async (...values) => {
      const outer = running.getStore()
      if (outer !== undefined) {
        return run(accessSession(outer), ...values)
      }
      const [incoming, jar] = await Promise.all([headers(), cookies()])
      // Next.js calls them by POST alone.
      const request = connect(incoming, 'POST')
      const connection = { ...request, cookieHeader: currentCookies(request, jar) }
      await open().open(connection)
      tellOfLateWrites(connection)
      try {
        return await running.run(connection, () => run(accessSession(connection), ...values))
      } finally {
        await saveInCookies(open(), connection, cookies)
      }
    }
}
