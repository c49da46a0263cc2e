// Sessions of Next.js: Server Components read them, Route Handlers and Server Functions write to them, the proxy renews them.
import { AsyncLocalStorage } from 'node:async_hooks'
import { accessSession } from './connection.js'
import { SessionMiddleware } from './middleware.js'
import { createBackend } from './redis-backend.js'
import { handlersWith } from './nextjs-handlers.js'
import { functionsWith } from './nextjs-functions.js'
import { readerWith } from './nextjs-reader.js'

/**
 * @import { Connection } from './connection.js'
 * @import { SessionBackend } from './session-backend.js'
 * @import { BackendOptions } from './redis-backend.js'
 * @import { RouteHandler } from './nextjs-handlers.js'
 * @import { ServerFunction } from './nextjs-functions.js'
 * @import { GetSession } from './nextjs-reader.js'
 */

/** @typedef {BackendOptions & { readonly backend?: SessionBackend }} SessionsOptions */

/**
 * @typedef {object} NextSessions
 * @property {GetSession} getSession
 * @property {RouteHandler} routeHandler Makes a Route Handler out of one that uses the session.
 * @property {ServerFunction} serverFunction Makes a Server Function out of one whose first parameter is the session.
 */

/**
 * What all files of the application share: call it once, and export what it returns.
 *
 * @param {SessionsOptions} [options]
 * @returns {NextSessions}
 */
export function sessions(options = {}) {
  /** @type {SessionMiddleware | null} */
  let middleware = null
  // Not before the first request: `next build` runs this module too, where no secret and no store need be.
  /** @returns {SessionMiddleware} */
  const open = () => (middleware ??= new SessionMiddleware(options.backend ?? createBackend(options)))
  /** @type {AsyncLocalStorage<Connection>} */
  const running = new AsyncLocalStorage()
  const read = readerWith(open)

  return {
    async getSession() {
      const connection = running.getStore()
      return connection === undefined ? read() : accessSession(connection)
    },
    routeHandler: handlersWith(open, running),
    serverFunction: functionsWith(open, running),
  }
}
