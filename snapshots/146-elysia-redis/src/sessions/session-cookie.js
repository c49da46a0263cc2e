// One cookie, read and written.
import { keepOutOfCaches } from './connection.js'

/** @import { Connection, Message } from './connection.js' */

/** @type {string} */
export const COOKIE_NAME = 'session'

const ATTRIBUTES = 'Path=/; SameSite=Lax'

/** What a cookie's value may hold (RFC 6265, 4.1.1). */
const COOKIE_OCTETS = /^[!#-+\--:<-[\]-~]*$/

/**
 * Reads the cookies that are ours from a connection, in the order they were sent.
 *
 * Splits at `;` and at the first `=`, and trims space and tab alone: a browser lets a script set a cookie whose name is
 * ours behind other white space (RFC 6265bis, 5.6). Nothing is decoded. Names are compared byte for byte.
 *
 * @param {Connection} connection
 * @param {(name: string) => boolean} isOurs
 * @returns {[ name: string, value: string ][]} Name and value of each. Two of one name mean that somebody else set one
 * of them.
 */
export function readCookies(connection, isOurs) {
  /** @type {[ string, string ][]} */
  const found = []
  for (const pair of connection.cookieHeader?.split(';') ?? []) {
    const equals = pair.indexOf('=')
    const name = trim(pair.slice(0, Math.max(equals, 0)))
    if (isOurs(name)) {
      found.push([name, unquote(trim(pair.slice(equals + 1)))])
    }
  }
  return found
}

/**
 * The Set-Cookie line of a cookie that holds something.
 *
 * @param {Connection} connection
 * @param {string} name
 * @param {string} value
 * @returns {string}
 */
export function liveCookie(connection, name, value) {
  return setCookieLine(connection, name, value, [])
}

/**
 * A cookie that ends the one of this name: with other attributes the browser would keep it (RFC 6265bis, 5.7).
 *
 * @param {Connection} connection
 * @param {string} name
 * @returns {string}
 */
export function expiredCookie(connection, name) {
  return setCookieLine(connection, name, 'null', ['Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'Max-Age=0'])
}

/**
 * Adds our Set-Cookie lines behind the application's own. Of each of our names the last one said is the one that goes out.
 *
 * @param {Message} message
 * @param {readonly string[]} lines
 * @returns {void}
 */
export function sendCookies(message, lines) {
  const names = lines.map(nameOf)
  const others = message.getSetCookie().filter((line) => !names.includes(nameOf(line)))
  message.setSetCookie([...others, ...lines])
  keepOutOfCaches(message)
}

/**
 * @param {Connection} connection
 * @param {string} name
 * @param {string} value
 * @param {readonly string[]} lifetime
 * @returns {string}
 */
function setCookieLine(connection, name, value, lifetime) {
  if (!COOKIE_OCTETS.test(value)) {
    throw new TypeError(`A cookie cannot hold the value given for ${name}`)
  }
  return [`${name}=${value}`, ...lifetime, ATTRIBUTES, ...(connection.secure ? ['Secure'] : [])].join('; ')
}

/**
 * @param {string} line
 * @returns {string}
 */
function nameOf(line) {
  return line.slice(0, Math.max(line.indexOf('='), 0))
}

/**
 * Space and tab alone: other white space is part of a name or value. Linear, which `/[ \t]+$/` is not.
 *
 * @param {string} text
 * @returns {string}
 */
function trim(text) {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text, start)) {
    start += 1
  }
  while (end > start && isBlank(text, end - 1)) {
    end -= 1
  }
  return text.slice(start, end)
}

/**
 * @param {string} text
 * @param {number} index
 * @returns {boolean}
 */
function isBlank(text, index) {
  return text[index] === ' ' || text[index] === '\t'
}

/**
 * Some clients send the value back in quotes.
 *
 * @param {string} value
 * @returns {string}
 */
function unquote(value) {
  return value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
}
