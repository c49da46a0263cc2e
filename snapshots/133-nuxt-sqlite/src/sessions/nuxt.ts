// Nuxt's shape of the session middleware: a plugin of its server, which is an application of Nitro 2 and h3 1.
import type { H3EventContext } from 'h3'
import { accessSession, type Connection } from './connection.js'
import { SessionMiddleware } from './middleware.js'
import { holdHead } from './node-head.js'
import { reportLateWrite } from './node-session.js'
import type { Session } from './session.js'
import type { SessionBackend } from './session-backend.js'
import { SessionNotInstalledError } from './session-errors.js'
import { type BackendOptions, createBackend } from './sqlite-backend.js'
import { Answer, type NitroApplication, type NitroEvent } from './nuxt-answers.js'

/** A hook `request` sets the context's member of this name to true where there is to be no session. */
const SKIP_OPTION = 'skipSession'

declare module 'h3' {
  interface H3EventContext {
    /** The caller's session. Look it up each time: `regenerate` puts another in its place. */
    readonly session: Session
    /** Switches the session off for this request, if it is set in a hook `request` of Nitro. */
    skipSession?: boolean
  }
}

export interface SessionsOptions extends BackendOptions {
  /** Instead of the backend that the other options describe. */
  readonly backend?: SessionBackend
}

/** Contexts of events, with the connection of each: a request from within the server brings the context that it comes from. */
const connections = new WeakMap<object, Connection>()

/** Puts the caller's session on the event's context, and saves it before the head of the response leaves: `export default sessions()`. */
export function sessions(options: SessionsOptions = {}): (nitroApp: NitroApplication) => void {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))

  return ({ h3App }) => {
    const { handler } = h3App
    const { onError } = h3App.options
    const answers = new WeakMap<NitroEvent, Answer>()

    const load = async (event: NitroEvent): Promise<void> => {
      const { context } = event
      // Of two copies of the plugin one leaves the session to the other.
      if (Object.hasOwn(context, 'session')) {
        return
      }
      const connection = connectionOf(event)
      const outer = connection.excluded === null ? outerOf(event) : null
      if (outer !== null) {
        exposeSession(context, outer)
        return
      }
      exposeSession(context, connection)
      await middleware.load(connection)
      if (connection.session !== null) {
        connections.set(context, connection)
        const save = middleware.createSendWrapper(connection)
        const answer = new Answer(event, onError)
        answers.set(event, answer)
        holdHead(
          event.node.res,
          (message) => answer.waitFor(save(message)),
          (error) => answer.replace(error),
        )
        event.node.res.once('close', () => reportLateWrite(connection))
      }
    }

    // Behind the route rules, which come first: what these redirect or hand on needs no session.
    h3App.stack.splice(1, 0, { route: '/', handler: load })
    h3App.handler = async (event) => {
      try {
        await handler(event)
      } catch (error) {
        // A stream whose answer is not sent fails, and the error has been answered by then.
        if (answers.get(event)?.isReplaced !== true) {
          throw error
        }
      }
      await answers.get(event)?.over()
    }
    h3App.options.onError = async (error, event) => {
      await onError?.(error, event)
      await answers.get(event)?.over()
    }
  }
}

function connectionOf({ node: { req, res }, context }: NitroEvent): Connection {
  return {
    cookieHeader: req.headers.cookie ?? null,
    excluded: skippedBy(context, res),
    session: null,
    accessed: false,
    headSent: false,
  }
}

function skippedBy(context: H3EventContext, response: NitroEvent['node']['res']): string | null {
  // As Nuxt says it of its build: those are many requests, and none of them needs a session.
  if (String(response.getHeader('Cache-Control')).includes('immutable')) {
    return 'its answer is the same for everybody, for good'
  }
  return context[SKIP_OPTION] === true ? `event.context.${SKIP_OPTION} is set` : null
}

/**
 * The connection of the event that a handler or a page makes this request from, by `event.$fetch` or `useFetch`: it works on
 * that session, whose new cookie has not gone out yet, and of two that were written apart one would be lost. Null where the
 * request comes from outside, with other cookies, or from a handler whose answer is kept for everybody.
 */
function outerOf({ node: { req } }: NitroEvent): Connection | null {
  const { __unenv__: context } = req
  const outer = context === undefined || isCached(context) ? undefined : connections.get(context)
  return outer?.cookieHeader === (req.headers.cookie ?? null) ? outer : null
}

/** Nitro keeps what a handler answers for whoever asks next, and says so here while that runs. */
function isCached(context: H3EventContext): boolean {
  return context['cache'] !== undefined
}

/** Puts the session that a connection has, whichever that is at the moment, on the context of an event. */
function exposeSession(context: H3EventContext, connection: Connection): void {
  Object.defineProperty(context, 'session', {
    get() {
      if (isCached(context)) {
        throw new SessionNotInstalledError('its answer is kept in a cache')
      }
      return accessSession(connection)
    },
    set() {
      throw new TypeError('The session cannot be replaced: set its fields, or call its `regenerate` or `destroy`')
    },
  })
}
