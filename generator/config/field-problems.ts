// What is wrong with the text of one field, beyond what a schema can say.
import { createRequire } from 'node:module'
import type { Finding } from './rules.ts'

/** What only some configs need is loaded where they do. */
const require = createRequire(import.meta.url)

/** What a cookie's name may hold (RFC 6265, 4.1.1). */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

const ATTRIBUTE_NAMES = new Set([
  'domain',
  'expires',
  'httponly',
  'max-age',
  'partitioned',
  'path',
  'priority',
  'samesite',
  'secure',
])

export function keyProblems(key: string): readonly string[] {
  // The value of such a key is in none of the messages.
  if (looksSecret(key)) {
    return ['this looks like a secret; `key` is the name of the cookie, which everybody can read']
  }
  return [
    ...(TOKEN.test(key) ? [] : ["a cookie name holds letters, digits and !#$%&'*+-.^_`|~ (RFC 6265, 4.1.1)"]),
    ...(ATTRIBUTE_NAMES.has(key.toLowerCase()) ? [`'${key}' is the name of a cookie's attribute`] : []),
    ...(/^__(host|secure|http)-/i.test(key) ? ['the prefix of the name is the field `prefix`'] : []),
  ]
}

/** Names of cookies are words. Many characters whose kind changes all the time are a password or a key. */
export function looksSecret(text: string): boolean {
  const kinds = [...text].map((character) => [/[a-z]/, /[A-Z]/, /[0-9]/].findIndex((kind) => kind.test(character)))
  const changes = kinds.filter((kind, index) => index > 0 && kind !== kinds[index - 1]).length
  const isMixed = text.length >= 20 && [0, 1, 2].every((kind) => kinds.includes(kind)) && changes > text.length * 0.4
  return isMixed || /^[0-9a-f]{32,}$/i.test(text)
}

export function domainProblem(domain: string): string | null {
  const { parse: parseHost } = require('tldts') as typeof import('tldts')
  const { hostname, domain: registrable } = parseHost(domain, { allowPrivateDomains: true })
  // A host name has a registrable domain unless it is an IP address, a single label, or a suffix that anybody can register under.
  const isHostName = hostname === domain.toLowerCase() && registrable !== null && !domain.startsWith('.')
  if (!isHostName) {
    return `'${domain}' is no host name under a registrable domain: write neither scheme, port nor leading dot, and no IP address, single label or public suffix`
  }
  // A header holds no other letters, and browsers know such a host by its ASCII form alone.
  return /^[a-z0-9.-]+$/i.test(domain)
    ? null
    : 'a cookie’s domain holds letters, digits, dots and hyphens: write other letters as browsers send them, xn--…'
}

export function originProblem(origin: string): string | null {
  const url = URL.canParse(origin) ? new URL(origin) : null
  // Origins are compared as a whole: a pattern would never be the one of a browser.
  const isOrigin = url?.origin === origin && (url.protocol === 'https:' || url.protocol === 'http:')
  return isOrigin && !origin.includes('*')
    ? null
    : `'${origin}' is no origin: write scheme and host as browsers send them, such as 'https://example.com'`
}

/**
 * @param isJoined The pattern becomes one of several alternatives of one expression.
 * @returns Null where nothing is wrong with it.
 */
export function patternFinding(pattern: string, isJoined: boolean): Pick<Finding, 'message' | 'severity'> | null {
  const expression = compiled(pattern)
  if (typeof expression === 'string') {
    return refused(`'${pattern}' is no regular expression: ${expression}`)
  }
  if (isJoined && /\\[1-9k]|\(\?<[^=!]/.test(pattern)) {
    return refused(`'${pattern}' has a named group or a reference to a group, which one of several patterns can't`)
  }
  if (['/', '/a', '/a/b.c', '/zz/9/'].every((sample) => expression.test(sample))) {
    return { message: `'${pattern}' matches every path: no connection would have a session`, severity: 'warning' }
  }
  return isLinear(pattern)
    ? null
    : refused(
        `'${pattern}' takes more than linear time on some paths: anchor it with ^, write [^/]* for .*, and repeat nothing that repeats`,
      )
}

function refused(message: string): Pick<Finding, 'message' | 'severity'> {
  return { message, severity: 'error' }
}

/** Whether no text takes the pattern more than linear time. Of one that cannot be judged nobody knows. */
export function isLinear(pattern: string): boolean {
  const { isSafePattern } = require('redos-detector') as typeof import('redos-detector')
  try {
    // A group's name is no matter here, and the judge does not know of names.
    return isSafePattern(pattern.replaceAll(/\(\?<(?![=!])[^>]*>/g, '(')).safe
  } catch {
    return false
  }
}

/** The expression, or what is wrong with it. */
function compiled(pattern: string): RegExp | string {
  try {
    return new RegExp(pattern)
  } catch (error) {
    return error instanceof Error ? (error.message.split(': ').at(-1) ?? '') : String(error)
  }
}
