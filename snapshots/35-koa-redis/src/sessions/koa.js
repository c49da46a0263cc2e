/// <reference path="./koa-types.d.ts" />
// Koa's shape of the session middleware.
import { sourceOf } from './csrf.js'
import { SessionMiddleware } from './middleware.js'
import { loadHandshakes } from './node-handshake.js'
import { HEADERS_OF_THE_ANSWER, holdHead, messageOf } from './node-head.js'
import { exposeSession } from './node-request.js'
import { reportLateWrite } from './node-session.js'
import { createUpgrades } from './node-upgrade.js'
import { createBackend } from './redis-backend.js'

/**
 * @import { Context, Middleware } from 'koa'
 * @import { Connection } from './connection.js'
 * @import { HandshakeMiddleware } from './node-handshake.js'
 * @import { SessionUpgrades } from './node-upgrade.js'
 * @import { SessionBackend } from './session-backend.js'
 * @import { BackendOptions } from './redis-backend.js'
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

  /** @type {Middleware} */
  const handle = async (/** @type {Context} */ ctx, next) => {
    // A second copy of the middleware leaves the session to the first.
    if (Object.hasOwn(ctx, 'session')) {
      return next()
    }
    const connection = connectionOf(ctx)
    exposeSession(ctx, connection)
    await middleware.load(connection)
    if (connection.session === null) {
      return next()
    }
    const save = once(middleware.createSendWrapper(connection))
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
 * The answer to an error goes out without the session that could not be saved.
 *
 * @param {SaveSession} save
 * @returns {SaveSession}
 */
function once(save) {
  let isAsked = false
  return (message) => {
    const answer = isAsked ? null : save(message)
    isAsked = true
    return answer
  }
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
