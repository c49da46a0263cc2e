// The session as Server Components see it.
import { cookies, headers } from 'next/headers.js'
import { cache } from 'react'
import { accessSession } from './connection.js'
import { freezeSession } from './session.js'
import { connect, currentCookies } from './nextjs-requests.js'

/**
 * @import { SessionMiddleware } from './middleware.js'
 * @import { SessionData } from './session-data.js'
 * @import { SessionObject } from './session-object.js'
 */

/**
 * All the way down: a list in it takes no item either.
 *
 * @template T
 * @typedef {T extends object ? { readonly [Name in keyof T]: ReadonlyData<T[Name]> } : T} ReadonlyData
 */

/**
 * What of the session's members is no method: those change it.
 *
 * @typedef {{ readonly [Name in keyof SessionObject as SessionObject[Name] extends (...values: never[]) => unknown ? never : Name]: SessionObject[Name] }} Shown
 */

/**
 * The session, to be read.
 *
 * @typedef {ReadonlyData<Partial<SessionData>> & Shown} ReadonlySession
 */

/**
 * The caller's session, to be read: in Server Components, layouts, `generateMetadata`. It is loaded once for a request, and after
 * a Server Function it is what that made of it. Nothing can be written to it: what renders can set no cookie.
 *
 * @typedef {() => Promise<ReadonlySession>} GetSession
 */

/**
 * Loads the session of the request that is rendered, once for all components.
 *
 * @param {() => SessionMiddleware} open
 * @returns {GetSession}
 */
export function readerWith(open) {
  return cache(async () => {
    const [incoming, jar] = await Promise.all([headers(), cookies()])
    const connection = connect(incoming, 'GET')
    const current = { ...connection, cookieHeader: currentCookies(connection, jar) }
    await open().open(current)
    return freezeSession(accessSession(current))
  })
}
