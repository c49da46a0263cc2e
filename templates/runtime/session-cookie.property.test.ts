// The cookie parser and serializer against the grammar: byte by byte, and against a parser that was written apart.
import { PLAIN_REQUEST } from '../contracts/request-source.ts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RUNS } from '../contracts/property-runs.ts'
import type { Connection } from './connection.ts'
import { COOKIE_NAME, expiredCookie, liveCookie, readCookies } from './session-cookie.ts'
import { isSessionId } from './session-id-node.ts'

const BYTES = Array.from({ length: 256 }, (_, byte) => byte)
const NOW = Date.UTC(2026, 10, 22, 23, 24, 48)

function connectionWith(cookieHeader: string | null): Connection {
  const nothing = { source: PLAIN_REQUEST, excluded: null, session: null, accessed: false, headSent: false }
  return { scope: 'http', path: '/', cookieHeader, secure: true, ...nothing }
}

/** All cookies of a header, ours or not. */
function readAll(header: string): [string, string][] {
  return readCookies(connectionWith(header), () => true)
}

/** What RFC 6265bis has user agents send (5.8.3), and take as name and value (5.6), one character after the other. */
function parse(header: string): [string, string][] {
  const found: [string, string][] = []
  let [name, value, blanks, isName] = ['', '', '', true]
  const flush = (): void => {
    // Without `=` there is no name: the whole is a value.
    const whole = isName ? ['', name] : [name, value]
    const [key = '', text = ''] = whole
    found.push([key, /^"[^]*"$/.test(text) && text !== '"' ? text.slice(1, -1) : text])
    ;[name, value, blanks, isName] = ['', '', '', true]
  }
  for (const character of header) {
    const part = isName ? name : value
    if (character === ';') {
      flush()
    } else if (character === '=' && isName) {
      ;[blanks, isName] = ['', false]
    } else if (character === ' ' || character === '\t') {
      blanks += part === '' ? '' : character
    } else if (isName) {
      ;[name, blanks] = [name + blanks + character, '']
    } else {
      ;[value, blanks] = [value + blanks + character, '']
    }
  }
  flush()
  return found
}

/** cookie-octet of RFC 6265bis, 4.1.1: US-ASCII without controls, white space, `"`, `,`, `;` and `\`. */
function isCookieOctet(byte: number): boolean {
  return (
    byte === 0x21 ||
    (byte >= 0x23 && byte <= 0x2b) ||
    (byte >= 0x2d && byte <= 0x3a) ||
    (byte >= 0x3c && byte <= 0x5b) ||
    (byte >= 0x5d && byte <= 0x7e)
  )
}

const valueOf = (line: string): string => line.slice(line.indexOf('=') + 1, line.indexOf(';'))

/** Whether a cookie of this value can be written. */
function isWritten(value: string): boolean {
  try {
    return valueOf(liveCookie(connectionWith(null), COOKIE_NAME, value, NOW + 1000, NOW)) === value
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError)
    return false
  }
}

describe('the parser', () => {
  it('S-P1 reads each header as a parser reads it that was written from RFC 6265bis', () => {
    const piece = fc.oneof(
      fc.constantFrom(';', '=', ' ', '\t', '"', '; ', COOKIE_NAME, `${COOKIE_NAME}=`, '\u00a0', '\v', '\f', '\r', ','),
      fc.string({ unit: 'binary', maxLength: 4 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
        const header = pieces.join('')
        expect(readAll(header)).toEqual(parse(header))
        const ours = readCookies(connectionWith(header), (name) => name === COOKIE_NAME)
        expect(ours).toEqual(parse(header).filter(([name]) => name === COOKIE_NAME))
      }),
      { numRuns: RUNS },
    )
  })

  it.each([
    ['before the name', 0],
    ['in the name', 2],
    ['behind the name', COOKIE_NAME.length],
    ['before the value', COOKIE_NAME.length + 1],
    ['in the value', COOKIE_NAME.length + 2],
    ['behind the value', COOKIE_NAME.length + 4],
  ])('S-P1 trims space and tab, splits at ; and =, and takes each other byte %s as it is', (_, at) => {
    const pair = `${COOKIE_NAME}=abc`
    const isInName = at <= COOKIE_NAME.length
    for (const byte of BYTES) {
      const character = String.fromCharCode(byte)
      const header = pair.slice(0, at) + character + pair.slice(at)
      const ours = readCookies(connectionWith(header), (name) => name === COOKIE_NAME)
      expect(readAll(header), `byte ${byte}`).toEqual(parse(header))
      const isBlank = character === ' ' || character === '\t'
      const isEdge = at !== 2 && at !== COOKIE_NAME.length + 2
      if (isInName) {
        // With the exception of what is trimmed and of `=`, which ends the name, the name is not ours any more.
        const kept =
          (isBlank && isEdge) || (character === '=' && at === COOKIE_NAME.length) || (character === ';' && at === 0)
        expect(ours.length, `byte ${byte}`).toBe(kept ? 1 : 0)
      } else {
        const value = pair.slice(COOKIE_NAME.length + 1, at) + character + pair.slice(at)
        const expected = character === ';' ? value.slice(0, value.indexOf(';')) : isBlank && isEdge ? 'abc' : value
        expect(ours, `byte ${byte}`).toEqual([[COOKIE_NAME, expected]])
      }
    }
  })

  it('S-P1 reads back what was written, among cookies of others and with any blanks', () => {
    const octets = BYTES.filter(isCookieOctet).map((byte) => String.fromCharCode(byte))
    const value = fc.string({ unit: fc.constantFrom(...octets), maxLength: 60 })
    const blank = fc.string({ unit: fc.constantFrom(' ', '\t'), maxLength: 3 })
    const other = fc.string({ unit: 'binary', maxLength: 20 }).filter((text) => !text.includes(COOKIE_NAME))
    fc.assert(
      fc.property(value, blank, blank, other, other, (text, before, behind, first, last) => {
        const [pair = ''] = liveCookie(connectionWith(null), COOKIE_NAME, text, NOW + 1000, NOW).split(';')
        const header = `${first};${before}${pair}${behind};${last}`
        expect(readCookies(connectionWith(header), (name) => name === COOKIE_NAME)).toEqual([[COOKIE_NAME, text]])
      }),
      { numRuns: RUNS },
    )
  })
})

describe('the serializer', () => {
  it('S-P3 writes each of the 256 bytes in each position exactly where the grammar has it', () => {
    for (const byte of BYTES) {
      const character = String.fromCharCode(byte)
      const values = [character, `${character}ab`, `a${character}b`, `ab${character}`]
      expect(values.map(isWritten), `byte ${byte}`).toEqual(values.map(() => isCookieOctet(byte)))
    }
  })

  it('S-P3 writes a value of cookie octets as it is, and refuses each other text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (value) => {
        expect(isWritten(value)).toBe(
          [...Array(value.length).keys()].every((at) => isCookieOctet(value.charCodeAt(at))),
        )
      }),
      { numRuns: RUNS },
    )
  })

  it('S-P3 says one time twice: Expires and Max-Age differ by less than a second', () => {
    const time = fc.integer({ min: 0, max: 400 * 24 * 60 * 60 * 1000 })
    fc.assert(
      fc.property(time, time, (since, left) => {
        const now = NOW + since
        const line = liveCookie(connectionWith(null), COOKIE_NAME, 'a', now + left, now)
        const attributes = new Map(line.split('; ').map((part) => [part.split('=')[0], part.split('=')[1]]))
        const expires = Date.parse(attributes.get('Expires') ?? '')
        const ends = now + Number(attributes.get('Max-Age')) * 1000
        expect(Math.abs(ends - (now + left))).toBeLessThan(1000)
        expect(now + left - expires).toBeGreaterThanOrEqual(0)
        expect(now + left - expires).toBeLessThan(1000)
      }),
      { numRuns: RUNS },
    )
  })

  it('S-P3 ends a cookie with the attributes that it was set with', () => {
    const attributesOf = (line: string): string[] =>
      line
        .split('; ')
        .slice(1)
        .filter((part) => !/^(?:Expires|Max-Age)=/.test(part))
    const live = liveCookie(connectionWith(null), COOKIE_NAME, 'a', NOW + 1000, NOW)
    expect(attributesOf(live)).not.toEqual([])
    expect(attributesOf(expiredCookie(connectionWith(null), COOKIE_NAME))).toEqual(attributesOf(live))
  })
})

describe('the shape of a session id', () => {
  it('S-P2 takes in each of its 43 positions the characters of base64url, and in the last the canonical ones', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const id = 'A'.repeat(43)
    for (let at = 0; at < id.length; at += 1) {
      const taken = BYTES.filter((byte) => isSessionId(id.slice(0, at) + String.fromCharCode(byte) + id.slice(at + 1)))
      const allowed = at < 42 ? [...alphabet] : [...alphabet].filter((_, index) => index % 4 === 0)
      expect(taken, `position ${at}`).toEqual(
        allowed.map((character) => character.charCodeAt(0)).toSorted((a, b) => a - b),
      )
    }
  })

  it('S-P2 takes nothing of another length, and nothing with a line feed at its end', () => {
    for (let length = 0; length < 100; length += 1) {
      expect(isSessionId('A'.repeat(length))).toBe(length === 43)
      expect(isSessionId(`${'A'.repeat(length)}\n`)).toBe(false)
    }
  })
})
