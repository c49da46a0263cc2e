// Visitors of the tests. What a request does with its session stands in the test, as the handler of that request.
import { startApp } from './test-app.js'
import { openBackend } from './test-backend.js'
import { CookieJar } from './cookie-jar.js'

/** @import { Session } from './session.js' */

/**
 * What it returns is the answer's `result`. What it yields, if anything, is the body of the response, part by part.
 *
 * @typedef {(session: Session) => unknown} Handler
 */

/**
 * An application whose handlers come with the requests.
 *
 * @typedef {object} TestApp
 * @property {(path: string, cookie: string, handler: RequestHandler) => Promise<Response>} request Makes a request, and
 * settles when the head of the response is there.
 * `cookie`: The Cookie header; empty where there is none.
 * `handler`: Gets what opens the session; says the body, or null where it is empty.
 * @property {() => Promise<void>} close
 */

/** @typedef {(open: () => Session) => Promise<AsyncIterable<string> | null>} RequestHandler */

/**
 * @typedef {object} Answer
 * @property {Response} response
 * @property {readonly string[]} setCookie Its Set-Cookie lines.
 * @property {unknown} result What the handler returned; undefined where it did not come so far.
 * @property {unknown} error What it threw, or met where it opened the session.
 */

/** Time stands still, and goes on when it is told to. */
class Clock {
  #now = Date.now()

  /**
   * Milliseconds since the epoch.
   *
   * @readonly
   * @returns {number}
   */
  now = () => this.#now

  /**
   * @param {number} milliseconds
   * @returns {void}
   */
  advance(milliseconds) {
    this.#now += milliseconds
  }
}

/**
 * @typedef {object} Surroundings
 * @property {Clock} clock
 * @property {Visitor} visitor Has no cookies yet.
 * @property {(cookie: string) => Visitor} visitorWith Another visitor, who sends this Cookie header until a response
 * sets a cookie.
 */

/**
 * Runs a test against an application, a backend and a clock of its own.
 *
 * @param {(surroundings: Surroundings) => Promise<void>} test
 * @returns {Promise<void>}
 */
export async function withApp(test) {
  const clock = new Clock()
  const { backend, close } = await openBackend(clock.now)
  const app = await startApp(backend)
  try {
    await test({
      clock,
      visitor: new Visitor(app),
      visitorWith: (cookie) => new Visitor(app, cookie),
    })
  } finally {
    await app.close()
    await close()
  }
}

class Visitor {
  /** @type {TestApp} */
  #app
  /** @type {string} */
  #first
  #jar = new CookieJar()

  /**
   * @param {TestApp} app
   * @param {string} [first] The Cookie header, until a response sets a cookie.
   */
  constructor(app, first = '') {
    this.#app = app
    this.#first = first
  }

  /**
   * The Cookie header of the next request.
   *
   * @returns {string}
   */
  get cookie() {
    return this.#jar.header || this.#first
  }

  /**
   * Makes a request, and settles when the head of the response is there.
   *
   * @param {Handler} handler
   * @param {string} [path]
   * @returns {Promise<Answer>}
   */
  async send(handler, path = '/') {
    /** @type {unknown} */
    let result
    /** @type {unknown} */
    let error
    const response = await this.#app.request(path, this.cookie, async (open) => {
      try {
        result = await handler(open())
      } catch (thrown) {
        error = thrown
        throw thrown
      }
      return isBody(result) ? result : null
    })
    // A copy: a runner may give its tests an `Array` that is not that of `fetch`.
    const setCookie = [...response.headers.getSetCookie()]
    this.#jar.take(setCookie)
    return { response, setCookie, result, error }
  }

  /**
   * What the session holds.
   *
   * @returns {Promise<unknown>}
   */
  async read() {
    return (await this.send((session) => ({ ...session }))).result
  }

  /**
   * Puts fields into the session.
   *
   * @param {object} fields
   * @returns {Promise<Answer>}
   */
  write(fields) {
    return this.send((session) => void Object.assign(session, fields))
  }

  /**
   * Begins a request whose handler waits as soon as it has its session: what happens now, happens at the same time.
   *
   * @param {Handler} handler
   * @returns {Promise<() => Promise<Answer>>} Lets the handler go on.
   */
  async begin(handler) {
    /** @returns {void} */
    let goOn = () => {}
    /** @type {Promise<void>} */
    const told = new Promise((resolve) => (goOn = resolve))
    /** @returns {void} */
    let begun = () => {}
    /** @type {Promise<void>} */
    const hasBegun = new Promise((resolve) => (begun = resolve))
    const answer = this.send(async (session) => {
      begun()
      await told
      return handler(session)
    })
    await Promise.race([hasBegun, answer])
    return () => {
      goOn()
      return answer
    }
  }
}

/**
 * @param {unknown} result
 * @returns {result is AsyncIterable<string>}
 */
function isBody(result) {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result
}
