// One cookie, read and written.
import { type Connection, keepOutOfCaches, type Message } from './connection.ts'

export const COOKIE_NAME: string = '__Host-Http-session'

const ATTRIBUTES = 'Path=/; HttpOnly; Secure; SameSite=None; Partitioned'

/** What a cookie's value may hold (RFC 6265, 4.1.1). */
const COOKIE_OCTETS = /^[!#-+\--:<-[\]-~]*$/

/**
 * Reads the cookies that are ours from a connection, in the order they were sent.
 *
 * Splits at `;` and at the first `=`, and trims space and tab alone: a browser lets a script set a cookie whose name is
 * ours behind other white space (RFC 6265bis, 5.6). Nothing is decoded. Names are compared byte for byte.
 *
 * @returns Name and value of each. Two of one name mean that somebody else set one of them.
 */
export function readCookies(
  connection: Connection,
  isOurs: (name: string) => boolean,
): [name: string, value: string][] {
  const found: [string, string][] = []
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
 */
export function liveCookie(name: string, value: string): string {
  return setCookieLine(name, value, [])
}

/** A cookie that ends the one of this name: with other attributes the browser would keep it (RFC 6265bis, 5.7). */
export function expiredCookie(name: string): string {
  return setCookieLine(name, 'null', ['Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'Max-Age=0'])
}

/** Adds our Set-Cookie lines behind the application's own. Of each of our names the last one said is the one that goes out. */
export function sendCookies(message: Message, lines: readonly string[]): void {
  const names = lines.map(nameOf)
  const others = message.getSetCookie().filter((line) => !names.includes(nameOf(line)))
  message.setSetCookie([...others, ...lines])
  keepOutOfCaches(message)
}

function setCookieLine(name: string, value: string, lifetime: readonly string[]): string {
  if (!COOKIE_OCTETS.test(value)) {
    throw new TypeError(`A cookie cannot hold the value given for ${name}`)
  }
  return [`${name}=${value}`, ...lifetime, ATTRIBUTES].join('; ')
}

function nameOf(line: string): string {
  return line.slice(0, Math.max(line.indexOf('='), 0))
}

/** Space and tab alone: other white space is part of a name or value. Linear, which `/[ \t]+$/` is not. */
function trim(text: string): string {
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

function isBlank(text: string, index: number): boolean {
  return text[index] === ' ' || text[index] === '\t'
}

/** Some clients send the value back in quotes. */
function unquote(value: string): string {
  return value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
}
