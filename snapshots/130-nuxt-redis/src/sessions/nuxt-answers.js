// The answer to an event of Nitro: what it waits for, and what takes its place where the session could not be saved.
import { STATUS_CODES } from 'node:http'

/**
 * @import { IncomingMessage, ServerResponse } from 'node:http'
 * @import { H3EventContext } from 'h3'
 */

/**
 * What is used of an event.
 *
 * @typedef {object} NitroEvent
 * @property {{ readonly req: IncomingMessage & { readonly originalUrl?: string; readonly __unenv__?: H3EventContext }; readonly res: ServerResponse }} node
 * @property {H3EventContext} context
 */

/**
 * What is used of an application: that of Nitro, or `{ h3App: createApp() }` of h3 alone.
 *
 * @typedef {object} NitroApplication
 * @property {{ handler(event: NitroEvent): Promise<unknown>; readonly stack: { splice(start: number, deleted: number, layer: { route: string; handler(event: NitroEvent): unknown }): unknown }; readonly options: { onError?(error: Error, event: NitroEvent): unknown } }} h3App
 */

/** @typedef {NitroApplication['h3App']['options']['onError']} OnError */

export class Answer {
  /** The session could not be saved, and an error is answered instead. */
  isReplaced = false
  /** @type {NitroEvent} */
  #event
  /** @type {OnError} */
  #onError
  /** @type {Promise<void>} */
  #replaced
  /** @type {(replacement: Promise<void>) => void} */
  #markReplaced = () => {}
  /** @type {Promise<void> | null} */
  #saving = null

  /**
   * @param {NitroEvent} event
   * @param {OnError} onError
   */
  constructor(event, onError) {
    this.#event = event
    this.#onError = onError
    this.#replaced = new Promise((resolve) => (this.#markReplaced = resolve))
  }

  /**
   * The head waits for this.
   *
   * @param {Promise<void> | null} saving
   * @returns {Promise<void> | null}
   */
  waitFor(saving) {
    this.#saving = saving
    return saving
  }

  /**
   * Settles when the head has left. Who made a request from within the server reads the answer as soon as the handlers are
   * through, and then nobody may be waiting for a save any more.
   *
   * @returns {Promise<void>}
   */
  async over() {
    const { req, res } = this.#event.node
    if ('__unenv__' in req && !res.headersSent) {
      // h3 puts a stream aside here, and sends no head.
      res.flushHeaders()
    }
    await this.#saving?.catch(() => this.#replaced)
  }

  /**
   * Has the application answer an error, as h3 does with what handlers throw.
   *
   * @param {unknown} error
   * @returns {void}
   */
  replace(error) {
    const { req, res } = this.#event.node
    this.isReplaced = true
    if ('__unenv__' in req) {
      // Where h3 has put a stream aside.
      Reflect.deleteProperty(res, '_data')
    } else {
      keepOut(res)
    }
    this.#markReplaced(this.#answer(error))
  }

  /**
   * @param {unknown} error
   * @returns {Promise<void>}
   */
  async #answer(error) {
    const { res } = this.#event.node
    const statusCode = statusOf(error)
    res.statusCode = statusCode
    try {
      const cause = error instanceof Error ? error : new Error(String(error))
      const thrown = Object.assign(new Error(cause.message, { cause }), { statusCode, unhandled: true })
      await this.#onError?.(thrown, this.#event)
    } catch (another) {
      // Nobody else would hear of it.
      process.emitWarning(another instanceof Error ? another : String(another))
    }
    if (!res.headersSent) {
      res.writeHead(statusCode, { 'Content-Type': 'text/plain' }).end(STATUS_CODES[statusCode])
    }
  }
}

/**
 * What still streams would get into the next answer: until that has begun, a write fails, and so ends the stream; an end is no end.
 *
 * @param {ServerResponse} response
 * @returns {void}
 */
function keepOut(response) {
  const { write, end } = /** @type {Record<'write' | 'end', (...args: unknown[]) => unknown>} */ (
    /** @type {unknown} */ (response)
  )
  Object.assign(response, {
    /** @param {unknown[]} args */
    write(...args) {
      if (!response.headersSent) {
        throw new Error('The session could not be saved: this answer is not sent')
      }
      return write.apply(response, args)
    },
    // An answer to an error has a body.
    /** @param {unknown[]} args */
    end: (...args) => (args.length === 0 && !response.headersSent ? response : end.apply(response, args)),
  })
}

/**
 * 409 of a session that has ended meanwhile, 503 of a store that does not answer, and so on.
 *
 * @param {unknown} error
 * @returns {number}
 */
function statusOf(error) {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  return status >= 400 && status in STATUS_CODES ? status : 500
}
