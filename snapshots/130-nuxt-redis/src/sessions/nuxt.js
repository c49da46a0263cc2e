/// <reference path="./nuxt-types.d.ts" />
// Nuxt's shape of the session middleware: a plugin of its server, which is an application of Nitro 2 and h3 1.
import { accessSession } from './connection.js'
import { sourceOf } from './csrf.js'
import { SessionMiddleware } from './middleware.js'
import { holdHead } from './node-head.js'
import { isSecure } from './node-secure.js'
import { reportLateWrite } from './node-session.js'
import { SessionNotInstalledError } from './session-errors.js'
import { createBackend } from './redis-backend.js'
import { Answer } from './nuxt-answers.js'

/**
 * @import { H3EventContext } from 'h3'
 * @import { Connection } from './connection.js'
 * @import { SessionBackend } from './session-backend.js'
 * @import { BackendOptions } from './redis-backend.js'
 * @import { NitroApplication, NitroEvent } from './nuxt-answers.js'
 */

/** A hook `request` sets the context's member of this name to true where there is to be no session. */
const SKIP_OPTION = 'skipSession'

/** @typedef {BackendOptions & { readonly backend?: SessionBackend }} SessionsOptions */

/**
 * Contexts of events, with the connection of each: a request from within the server brings the context that it comes from.
 *
 * @type {WeakMap<object, Connection>}
 */
const connections = new WeakMap()

/**
 * Puts the caller's session on the event's context, and saves it before the head of the response leaves: `export default sessions()`.
 *
 * @param {SessionsOptions} [options]
 * @returns {(nitroApp: NitroApplication) => void}
 */
export function sessions(options = {}) {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))

  return ({ h3App }) => {
    const { handler } = h3App
    const { onError } = h3App.options
    /** @type {WeakMap<NitroEvent, Answer>} */
    const answers = new WeakMap()

    /**
     * @param {NitroEvent} event
     * @returns {Promise<void>}
     */
    const load = async (event) => {
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

/**
 * @param {NitroEvent} options
 * @returns {Connection}
 */
function connectionOf({ node: { req, res }, context }) {
  return {
    cookieHeader: req.headers.cookie ?? null,
    source: sourceOf(req),
    secure: isSecure(req),
    excluded: skippedBy(context, res),
    session: null,
    accessed: false,
    headSent: false,
  }
}

/**
 * @param {H3EventContext} context
 * @param {NitroEvent['node']['res']} response
 * @returns {string | null}
 */
function skippedBy(context, response) {
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
 *
 * @param {NitroEvent} options
 * @returns {Connection | null}
 */
function outerOf({ node: { req } }) {
  const { __unenv__: context } = req
  const outer = context === undefined || isCached(context) ? undefined : connections.get(context)
  return outer?.cookieHeader === (req.headers.cookie ?? null) ? outer : null
}

/**
 * Nitro keeps what a handler answers for whoever asks next, and says so here while that runs.
 *
 * @param {H3EventContext} context
 * @returns {boolean}
 */
function isCached(context) {
  return context['cache'] !== undefined
}

/**
 * Puts the session that a connection has, whichever that is at the moment, on the context of an event.
 *
 * @param {H3EventContext} context
 * @param {Connection} connection
 * @returns {void}
 */
function exposeSession(context, connection) {
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
