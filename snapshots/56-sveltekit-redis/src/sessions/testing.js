// For the tests of your application: callers who are signed in, and a clock that stands still. No code of the application
// imports this file.
import { MemoryBackend } from './memory-backend.js'
import { createAgent } from './test-agent.js'
import { CookieJar } from './cookie-jar.js'

/**
 * @import { Connection, Message } from './connection.js'
 * @import { SessionBackend } from './session-backend.js'
 * @import { SessionData } from './session-data.js'
 * @import { App, TestAgent } from './test-agent.js'
 */

/**
 * Milliseconds, or text: `'30s'`, `'15m'`, `'12h'`, `'14d'`.
 *
 * @typedef {number | `${number}${'s' | 'm' | 'h' | 'd'}`} Time
 */

/**
 * A clock that goes on when it is told to.
 *
 * @typedef {object} FixedClock
 * @property {() => number} now Milliseconds since the epoch.
 * @property {(by: Time) => void} advance
 */

/**
 * What the tests of an application need of its sessions.
 *
 * @typedef {object} TestSessions
 * @property {SessionBackend} backend Goes where the application makes its middleware: `sessions({ backend })`.
 * @property {FixedClock} clock The backend's clock.
 * @property {(data: Partial<SessionData>) => Promise<string>} cookieFor The Cookie header of a new session that holds
 * `data`.
 * @property {(app: App, data: Partial<SessionData>) => Promise<TestAgent>} signedIn A caller of the application with a
 * new session that holds `data`, and with cookies as a browser keeps them.
 */

/**
 * Sessions for one test: nothing of them is seen by another.
 *
 * @param {number} [start] The clock's time, in milliseconds since the epoch.
 * @returns {TestSessions}
 */
export function createTestSessions(start = Date.now()) {
  const clock = fixedClock(start)
  return testSessionsOf(createBackend(clock.now), clock)
}

/**
 * The same, with a backend of yours: one on the real store, or of a class of your own.
 *
 * @param {SessionBackend} backend
 * @param {FixedClock} clock The one that the backend has: `new MemoryBackend(clock.now)`.
 * @returns {TestSessions}
 */
export function testSessionsOf(backend, clock) {
  /**
   * @param {Partial<SessionData>} data
   * @returns {Promise<string>}
   */
  const cookieFor = async (data) => (await jarFor(backend, data)).header
  return {
    backend,
    clock,
    cookieFor,
    signedIn: async (app, data) => createAgent(app, await jarFor(backend, data)),
  }
}

/**
 * @param {number} [start]
 * @returns {FixedClock}
 */
export function fixedClock(start = Date.now()) {
  let time = start
  return {
    now: () => time,
    advance(by) {
      time += millisecondsOf(by)
    },
  }
}

const UNITS = { s: 1000, m: 60 * 1000, h: 60 * 60 * 1000, d: 24 * 60 * 60 * 1000 }

/**
 * @param {Time} time
 * @returns {number}
 */
function millisecondsOf(time) {
  if (typeof time === 'number') {
    return time
  }
  const [, count, unit] = /^([\d.]+)([smhd])$/.exec(time) ?? []
  if (unit === undefined) {
    throw new TypeError(`'${time}' is no time: milliseconds, or text such as '30s', '15m', '12h', '14d'`)
  }
  return Number(count) * UNITS[/** @type {keyof typeof UNITS} */ (unit)]
}

/**
 * @param {() => number} now
 * @returns {SessionBackend}
 */
function createBackend(now) {
  return new MemoryBackend(now)
}

/**
 * A session as a handler makes it: loaded, written to, and committed to the head of a response.
 *
 * @param {SessionBackend} backend
 * @param {Partial<SessionData>} data
 * @returns {Promise<CookieJar>}
 */
async function jarFor(backend, data) {
  /** @type {Connection} */
  const connection = {
    cookieHeader: null,
    source: {
      method: 'GET',
      origin: null,
      fetchSite: null,
    },
    secure: true,
    excluded: null,
    session: null,
    accessed: true,
    headSent: false,
  }
  const headers = new Headers()
  /** @type {Message} */
  const message = {
    get: (name) => headers.get(name),
    set: (name, value) => headers.set(name, value),
    getSetCookie: () => headers.getSetCookie(),
    setSetCookie(lines) {
      headers.delete('Set-Cookie')
      lines.forEach((line) => headers.append('Set-Cookie', line))
    },
  }
  const session = await backend.loadFromConnection(connection)
  Object.assign(session, data)
  session.markAuthenticated()
  await backend.storeInMessage(session, message, connection)
  const jar = new CookieJar()
  jar.take(headers.getSetCookie())
  return jar
}
