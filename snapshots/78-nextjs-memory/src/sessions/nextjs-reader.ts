// The session as Server Components see it.
import { cookies, headers } from 'next/headers.js'
import { cache } from 'react'
import { accessSession } from './connection'
import type { SessionMiddleware } from './middleware'
import { freezeSession } from './session'
import type { SessionData } from './session-data'
import type { SessionObject } from './session-object'
import { connect, currentCookies } from './nextjs-requests'

/** All the way down: a list in it takes no item either. */
type ReadonlyData<T> = T extends object ? { readonly [Name in keyof T]: ReadonlyData<T[Name]> } : T

/** What of the session's members is no method: those change it. */
type Shown = {
  readonly [
    Name in keyof SessionObject as SessionObject[Name] extends (...values: never[]) => unknown ? never : Name
  ]: SessionObject[Name]
}

/** The session, to be read. */
export type ReadonlySession = ReadonlyData<Partial<SessionData>> & Shown

/**
 * The caller's session, to be read: in Server Components, layouts, `generateMetadata`. It is loaded once for a request, and after
 * a Server Function it is what that made of it. Nothing can be written to it: what renders can set no cookie.
 */
export type GetSession = () => Promise<ReadonlySession>

/** Loads the session of the request that is rendered, once for all components. */
export function readerWith(open: () => SessionMiddleware): GetSession {
  return cache(async () => {
    const [incoming, jar] = await Promise.all([headers(), cookies()])
    const connection = connect(incoming, 'GET')
    const current = { ...connection, cookieHeader: currentCookies(connection, jar) }
    await open().open(current)
    return freezeSession(accessSession(current))
  })
}
