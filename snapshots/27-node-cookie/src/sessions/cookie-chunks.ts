// The cookies of a sealed session: what they are called, how much goes into them, and which are left over from another.
import type { Connection } from './connection.js'
import { COOKIE_NAME, expiredCookie, liveCookie, readCookies } from './session-cookie.js'
import { SessionTooLargeError } from './session-errors.js'

/** What browsers take of one cookie (RFC 6265, 6.1), and some proxies of its whole line: name, value and attributes. */
const MAX_COOKIE_BYTES = 4096

/** Servers refuse requests whose head is larger than they allow: often 8 KiB, on Node 16 KiB. */
const MAX_CHUNKS = 3

/** The number behind the key, in its one spelling. */
const CHUNK_NUMBER = /^(?:0|[1-9][0-9]?)$/

/** The cookies of a connection that are ours, in the order they were sent. */
export function readSessionCookies(connection: Connection): [name: string, value: string][] {
  return readCookies(connection, isOurs)
}

/**
 * The sealed session that cookies hold.
 *
 * @returns Null if there is nothing, or if anything is missing, twice there, or too many.
 */
export function joinCookies(cookies: readonly (readonly [name: string, value: string])[]): string | null {
  const values = new Map(cookies)
  const names = values.has(COOKIE_NAME) ? [COOKIE_NAME] : Array.from(values.keys(), (_, index) => chunkName(index))
  const chunks = names.map((name) => values.get(name)).filter((value) => value !== undefined)
  const isWhole = chunks.length === cookies.length && chunks.length > 0 && chunks.length <= MAX_CHUNKS
  return isWhole && chunks.every(({ length }) => length <= MAX_COOKIE_BYTES) ? chunks.join('') : null
}

/**
 * The Set-Cookie lines for a sealed session.
 *
 * @throws {SessionTooLargeError} if it is too long for as many cookies as there may be.
 */
export function sessionCookies(connection: Connection, sealed: string): string[] {
  const whole = liveCookie(connection, COOKIE_NAME, sealed)
  if (whole.length <= MAX_COOKIE_BYTES) {
    return [whole]
  }
  const room = MAX_COOKIE_BYTES - liveCookie(connection, chunkName(MAX_CHUNKS - 1), '').length
  if (sealed.length > MAX_CHUNKS * room) {
    throw new SessionTooLargeError(sealed.length, MAX_CHUNKS * room)
  }
  return Array.from({ length: Math.ceil(sealed.length / room) }, (_, index) => {
    const chunk = sealed.slice(index * room, (index + 1) * room)
    return liveCookie(connection, chunkName(index), chunk)
  })
}

/** The Set-Cookie lines that end those cookies of a connection which `lines` do not replace. */
export function leftoverCookies(connection: Connection, lines: readonly string[]): string[] {
  const names = new Set(readSessionCookies(connection).map(([name]) => name))
  const leftovers = [...names].filter((name) => !lines.some((line) => line.startsWith(`${name}=`)))
  return leftovers.map((name) => expiredCookie(connection, name))
}

function isOurs(name: string): boolean {
  const prefix = `${COOKIE_NAME}-`
  return name === COOKIE_NAME || (name.startsWith(prefix) && CHUNK_NUMBER.test(name.slice(prefix.length)))
}

function chunkName(index: number): string {
  return `${COOKIE_NAME}-${index}`
}
