// Koa's shape of the session middleware.
import type { Context, Middleware, Next } from 'koa'
import { type Connection, keepOutOfCaches, type Message, varyByCookie } from './connection.js'
import { SessionMiddleware } from './middleware.js'
import { type HandshakeMiddleware, loadHandshakes } from './node-handshake.js'
import { HEADERS_OF_THE_ANSWER, holdHead, messageOf } from './node-head.js'
import { exposeSession } from './node-request.js'
import { reportLateWrite } from './node-session.js'
import { createUpgrades, type SessionUpgrades } from './node-upgrade.js'
import type { Session } from './session.js'
import type { SessionBackend } from './session-backend.js'
import { type BackendOptions, createBackend } from './cookie-backend.js'

/** An earlier middleware sets `ctx.state` of this name to true where there is to be no session. */
const SKIP_OPTION = 'skipSession'

declare module 'koa' {
  interface ExtendableContext {
    /** The caller's session. Look it up each time: `regenerate` puts another in its place. */
    readonly session: Session
  }
}

export interface SessionsOptions extends BackendOptions {
  /** Instead of the backend that the other options describe. */
  readonly backend?: SessionBackend
}

interface SessionsMiddleware extends Middleware {
  readonly upgrade: SessionUpgrades['upgrade']
  readonly addCookies: SessionUpgrades['addCookies']
  readonly handshake: HandshakeMiddleware
}

type SaveSession = ReturnType<SessionMiddleware['createSendWrapper']>

/** Puts the caller's session on the context, and saves it before the head of the response leaves: `app.use(sessions())`. */
export function sessions(options: SessionsOptions = {}): SessionsMiddleware {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))

  const handle = async (ctx: Context, next: Next): Promise<void> => {
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
    holdHead(ctx.res, save, (error) => ctx.onerror(error as Error))
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

function connectionOf(ctx: Context): Connection {
  return {
    scope: 'http',
    cookieHeader: ctx.req.headers.cookie ?? null,
    excluded: ctx.state[SKIP_OPTION] === true ? `ctx.state.${SKIP_OPTION} is set` : null,
    session: null,
    accessed: false,
    headSent: false,
  }
}

/**
 * Saves once: the answer to an error goes out without the session that could not be saved. Middlewares before may look at the
 * session afterwards, and speak of caches; what keeps others from getting this answer stays.
 */
function once(save: SaveSession, connection: Connection): SaveSession {
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

function privacyOf(message: Message): string {
  return `${message.getSetCookie().length} ${message.get('Cache-Control')}`
}

/** Takes back the answer of a handler whose session could not be saved: whoever catches the error gives another. */
function dropAnswer(ctx: Context): void {
  HEADERS_OF_THE_ANSWER.forEach((name) => ctx.remove(name))
  ctx.body = null
  ctx.status = 500
}
