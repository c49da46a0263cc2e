/// <reference path="./koa-types.d.ts" />
// Koa's shape of the session middleware.
import { keepOutOfCaches, varyByCookie } from './connection.js'
import { sourceOf } from './csrf.js'
import { SessionMiddleware } from './middleware.js'
import { loadHandshakes } from './node-handshake.js'
import { HEADERS_OF_THE_ANSWER, holdHead, messageOf } from './node-head.js'
import { exposeSession } from './node-request.js'
import { reportLateWrite } from './node-session.js'
import { createUpgrades } from './node-upgrade.js'
import { createBackend } from './sqlite-backend.js'

/**
 * @import { Context, Middleware, Next } from 'koa'
 * @import { Connection, Message } from './connection.js'
 * @import { HandshakeMiddleware } from './node-handshake.js'
 * @import { SessionUpgrades } from './node-upgrade.js'
 * @import { SessionBackend } from './session-backend.js'
 * @import { BackendOptions } from './sqlite-backend.js'
 */

/** An earlier middleware sets `ctx.state` of this name to true where there is to be no session. */
const SKIP_OPTION = 'skipSession'

/** @typedef {BackendOptions & { readonly backend?: SessionBackend }} SessionsOptions */

/** @typedef {Middleware & { readonly upgrade: SessionUpgrades['upgrade']; readonly addCookies: SessionUpgrades['addCookies']; readonly handshake: HandshakeMiddleware }} SessionsMiddleware */

/** @typedef {ReturnType<SessionMiddleware['createSendWrapper']>} SaveSession */

/**
 * Puts the caller's session on the context, and saves it before the head of the response leaves: `app.use(sessions())`.
 *
 * @param {SessionsOptions} [options]
 * @returns {SessionsMiddleware}
 */
export function sessions(options = {}) {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))

  /**
   * @param {Context} ctx
   * @param {Next} next
   * @returns {Promise<void>}
   */
  const handle = async (ctx, next) => {
    // A second copy of the middleware leaves the session to the first.
    if (Object.hasOwn(ctx, 'session')) {
      await next()
      return
    }
    const connection = connectionOf(ctx)
    exposeSession(ctx, connection)
    await middleware.load(connection)
    if (connection.session === null) {
      await next()
      return
    }
    const save = once(middleware.createSendWrapper(connection), connection)
    // The answer to an error, and what goes past Koa to `ctx.res`, is held there.
    holdHead(ctx.res, save, (error) => ctx.onerror(/** @type {Error} */ (error)))
    ctx.res.once('close', () => reportLateWrite(connection))
    await next()
    // Koa answers when all middlewares are through: what cannot be saved now is an error for those before this one.
    if (!ctx.headerSent && ctx.respond !== false) {
      try {
        await save(messageOf(ctx.res))
      } catch (error) {
        dropAnswer(ctx)
        throw error
      }
    }
  }

  const { upgrade, addCookies } = createUpgrades(middleware)
  return Object.assign(handle, { upgrade, addCookies, handshake: loadHandshakes(middleware) })
}

/**
 * @param {Context} ctx
 * @returns {Connection}
 */
function connectionOf(ctx) {
  return {
    scope: 'http',
    cookieHeader: ctx.req.headers.cookie ?? null,
    source: sourceOf(ctx.req),
    excluded: ctx.state[SKIP_OPTION] === true ? `ctx.state.${SKIP_OPTION} is set` : null,
    session: null,
    accessed: false,
    headSent: false,
  }
}

/**
 * Saves once: the answer to an error goes out without the session that could not be saved. Middlewares before may look at the
 * session afterwards, and speak of caches; what keeps others from getting this answer stays.
 *
 * @param {SaveSession} save
 * @param {Connection} connection
 * @returns {SaveSession}
 */
function once(save, connection) {
  let isAsked = false
  let isPrivate = false
  return (message) => {
    if (!isAsked) {
      isAsked = true
      const before = privacyOf(message)
      return save(message)?.then(() => void (isPrivate = privacyOf(message) !== before)) ?? null
    }
    if (connection.headSent && connection.accessed) {
      varyByCookie(message)
    }
    if (isPrivate) {
      keepOutOfCaches(message)
    }
    return null
  }
}

/**
 * @param {Message} message
 * @returns {string}
 */
function privacyOf(message) {
  return `${message.getSetCookie().length} ${message.get('Cache-Control')}`
}

/**
 * Takes back the answer of a handler whose session could not be saved: whoever catches the error gives another.
 *
 * @param {Context} ctx
 * @returns {void}
 */
function dropAnswer(ctx) {
  HEADERS_OF_THE_ANSWER.forEach((name) => ctx.remove(name))
  ctx.body = null
  ctx.status = 500
}
