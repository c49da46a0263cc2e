// For the tests of your application: callers who are signed in, and a clock that stands still. No code of the application
// imports this file.
import { MemoryBackend } from './memory-backend.js'
import type { Connection, Message } from './connection.js'
import type { SessionBackend } from './session-backend.js'
import type { SessionData } from './session-data.js'
import { type App, createAgent, type TestAgent } from './test-agent.js'
import { CookieJar } from './cookie-jar.js'

/** Milliseconds, or text: `'30s'`, `'15m'`, `'12h'`, `'14d'`. */
export type Time = number | `${number}${'s' | 'm' | 'h' | 'd'}`

/** A clock that goes on when it is told to. */
export interface FixedClock {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly advance: (by: Time) => void
}

/** What the tests of an application need of its sessions. */
export interface TestSessions {
  /** Goes where the application makes its middleware: `sessions({ backend })`. */
  readonly backend: SessionBackend
  /** The backend's clock. */
  readonly clock: FixedClock
  /** The Cookie header of a new session that holds `data`. */
  readonly cookieFor: (data: Partial<SessionData>) => Promise<string>
  /** A caller of the application with a new session that holds `data`, and with cookies as a browser keeps them. */
  readonly signedIn: (app: App, data: Partial<SessionData>) => Promise<TestAgent>
}

/**
 * Sessions for one test: nothing of them is seen by another.
 *
 * @param start The clock's time, in milliseconds since the epoch.
 */
export function createTestSessions(start: number = Date.now()): TestSessions {
  const clock = fixedClock(start)
  return testSessionsOf(createBackend(clock.now), clock)
}

/**
 * The same, with a backend of yours: one on the real store, or of a class of your own.
 *
 * @param clock The one that the backend has: `new MemoryBackend(clock.now)`.
 */
export function testSessionsOf(backend: SessionBackend, clock: FixedClock): TestSessions {
  const cookieFor = async (data: Partial<SessionData>): Promise<string> => (await jarFor(backend, data)).header
  return {
    backend,
    clock,
    cookieFor,
    signedIn: async (app, data) => createAgent(app, await jarFor(backend, data)),
  }
}

export function fixedClock(start: number = Date.now()): FixedClock {
  let time = start
  return {
    now: () => time,
    advance(by) {
      time += millisecondsOf(by)
    },
  }
}

const UNITS = { s: 1000, m: 60 * 1000, h: 60 * 60 * 1000, d: 24 * 60 * 60 * 1000 }

function millisecondsOf(time: Time): number {
  if (typeof time === 'number') {
    return time
  }
  const [, count, unit] = /^([\d.]+)([smhd])$/.exec(time) ?? []
  if (unit === undefined) {
    throw new TypeError(`'${time}' is no time: milliseconds, or text such as '30s', '15m', '12h', '14d'`)
  }
  return Number(count) * UNITS[unit as keyof typeof UNITS]
}

function createBackend(now: () => number): SessionBackend {
  return new MemoryBackend(now)
}

/** A session as a handler makes it: loaded, written to, and committed to the head of a response. */
async function jarFor(backend: SessionBackend, data: Partial<SessionData>): Promise<CookieJar> {
  const connection: Connection = {
    scope: 'http',
    cookieHeader: null,
    source: {
      method: 'GET',
      origin: null,
      fetchSite: null,
      host: null,
    },
    secure: true,
    excluded: null,
    session: null,
    accessed: true,
    headSent: false,
  }
  const headers = new Headers()
  const message: Message = {
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
  await backend.storeInMessage(session, message, connection)
  const jar = new CookieJar()
  jar.take(headers.getSetCookie())
  return jar
}
