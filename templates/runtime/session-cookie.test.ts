// One cookie, read and written: the parser and the serializer, without a server.
import { PLAIN_REQUEST } from '../contracts/request-source.ts'
import * as fc from 'fast-check'
import { CookieJar } from 'tough-cookie'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Connection, Message } from './connection.ts'
import type { Spec } from './spec.ts'

const NOW = Date.UTC(2026, 10, 22, 23, 24, 48)
const ID = 'A'.repeat(43)

type CookieModule = typeof import('./session-cookie.ts')

let cookies: CookieModule

/** The module as it is for these choices. */
async function cookiesFor(choices: Partial<Spec>): Promise<CookieModule> {
  vi.resetModules()
  const { spec } = await import('./spec.ts')
  Object.assign(spec, choices)
  return import('./session-cookie.ts')
}

function connectionWith(cookieHeader: string | null, secure = true): Connection {
  const nothing = { source: PLAIN_REQUEST, excluded: null, session: null, accessed: false, headSent: false }
  return { scope: 'http', path: '/', cookieHeader, secure, ...nothing }
}

function read(header: string | null): [string, string][] {
  return cookies.readCookies(connectionWith(header), (name) => name === 'session')
}

function messageWith(...lines: string[]): Message & { lines: readonly string[] } {
  const message = {
    lines: lines as readonly string[],
    get: () => null,
    set: () => {},
    getSetCookie: () => message.lines,
    setSetCookie: (next: readonly string[]) => void (message.lines = next),
  }
  return message
}

beforeEach(async () => {
  cookies = await cookiesFor({ cookieName: 'session' })
})

afterEach(() => {
  vi.useRealTimers()
})

describe('readCookies', () => {
  it.each<[string, string | null, string[]]>([
    ['no header', null, []],
    ['an empty header', '', []],
    ['no cookie of ours', 'a=b; c=d', []],
    ['ours alone', 'session=one', ['one']],
    ['ours among others', 'a=b; session=one; c=d', ['one']],
    ['no space behind the semicolon', 'a=b;session=one', ['one']],
    ['space and tab around name and value', 'a=b; \t session \t=\t one \t', ['one']],
    ['a value with =', 'session=a=b==', ['a=b==']],
    ['case 48 an empty value', 'session=', ['']],
    ['a name without =', 'session; a=b', []],
    ['a value without a name', '=session', []],
    ['case 66 quotes around the value', 'session="a/b="', ['a/b=']],
    ['a quote alone', 'session="', ['"']],
    ['only one quote', 'session="one', ['"one']],
    ['quotes do not protect a semicolon', 'session="one; session=two"', ['"one', 'two"']],
    ['quotes are taken off once', 'session=""one""', ['"one"']],
    ['case 52 two of our name, both, in order', 'session=one; session=two', ['one', 'two']],
    ['case 67 nothing is decoded', 'session=%41%20+', ['%41%20+']],
    [
      'case 75 case 76 names that resemble ours',
      'Session=1; session-abc=2; xsession=3; sessionX=4; thisisnnotasessioncookie=foo',
      [],
    ],
    [
      'white space of other kinds is part of the name',
      '\u00a0session=1; \u000bsession=2; \ufeffsession=3; \rsession=4',
      [],
    ],
    ['a control character in the name', 's\0ession=1', []],
    ['a comma does not separate', 'a=b,session=one', []],
    ['only separators', ';;; = ; ;', []],
  ])('S-P1 %s', (_, header, values) => {
    expect(read(header).map(([, value]) => value)).toEqual(values)
  })

  it.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString'])(
    'S-P1 a cookie named %s is one like any other',
    (name) => {
      const found = cookies.readCookies(connectionWith(`${name}=1`), (candidate) => candidate === name)
      expect(found).toEqual([[name, '1']])
      expect(Object.hasOwn(Object.prototype, '1')).toBe(false)
    },
  )

  it('S-P1 finds what was sent, between whatever else there is', () => {
    const octets = fc.string({ unit: fc.constantFrom(...'ab1!#$%&()*+-./:<=>?@[]^_`{|}~') })
    const others = fc.array(fc.string().map((text) => text.replaceAll(';', '').replace(/^[ \t]*session[ \t]*=/, '')))
    fc.assert(
      fc.property(others, octets, others, (before, value, after) => {
        expect(read([...before, `session=${value}`, ...after].join(';'))).toEqual([['session', value]])
      }),
    )
  })

  it('S-P1 takes time in proportion to the header', () => {
    const blanks = ' \t'.repeat(100_000)
    expect(read(`session=${blanks}x${blanks}y${blanks}`)).toEqual([['session', `x${blanks}y`]])
    expect(read(`${'session=1;'.repeat(50_000)}`)).toHaveLength(50_000)
  })
})

describe('liveCookie', () => {
  it('S-P3 case 61 case 63 has Expires, Max-Age and the constant attributes', () => {
    expect(cookies.liveCookie(connectionWith(null), 'session', ID, NOW + 14 * 24 * 60 * 60 * 1000, NOW)).toBe(
      `session=${ID}; Expires=Sun, 06 Dec 2026 23:24:48 GMT; Max-Age=1209600; HttpOnly; Path=/; SameSite=Lax; Secure`,
    )
  })

  it('S-P3 case 62 has the attributes of the config, and no others', async () => {
    const { liveCookie } = await cookiesFor({ attributes: 'Path=/app; Domain=example.com; Secure; SameSite=None' })
    expect(liveCookie(connectionWith(null), 'sid', ID, NOW + 60_000, NOW)).toBe(
      `sid=${ID}; Expires=Sun, 22 Nov 2026 23:25:48 GMT; Max-Age=60; Path=/app; Domain=example.com; Secure; SameSite=None`,
    )
  })

  it('S-P3 Max-Age does not end before the record does', () => {
    expect(cookies.liveCookie(connectionWith(null), 'session', ID, NOW + 59_001, NOW)).toContain('Max-Age=60;')
  })

  it('S-P3 a cookie that ends with the browser has neither Expires nor Max-Age', async () => {
    const { liveCookie } = await cookiesFor({ browserSession: true, attributes: 'Path=/' })
    expect(liveCookie(connectionWith(null), 'session', ID, NOW + 60_000, NOW)).toBe(`session=${ID}; Path=/`)
  })

  it('is secure where the connection is, with secure: auto', async () => {
    const { liveCookie } = await cookiesFor({ secure: 'auto', browserSession: true, attributes: 'Path=/' })
    expect(liveCookie(connectionWith(null, true), 'session', ID, NOW, NOW)).toBe(`session=${ID}; Path=/; Secure`)
    expect(liveCookie(connectionWith(null, false), 'session', ID, NOW, NOW)).toBe(`session=${ID}; Path=/`)
  })

  it('S-P3 case 64 with a domain it comes back from each host below it, and from no other', async () => {
    const { liveCookie } = await cookiesFor({
      attributes: 'Path=/; Domain=example.com; HttpOnly; Secure; SameSite=Lax',
    })
    const line = liveCookie(connectionWith(null), '__Secure-session', ID, Date.now() + 60_000, Date.now())
    const jar = new CookieJar(undefined, { prefixSecurity: 'strict' })
    await jar.setCookie(line, 'https://www.example.com/login')
    for (const host of ['example.com', 'www.example.com', 'shop.example.com']) {
      expect(await jar.getCookieString(`https://${host}/`)).toBe(`__Secure-session=${ID}`)
    }
    expect(await jar.getCookieString('https://example.org/')).toBe('')
  })

  it.each(['a b', 'a;b', 'a,b', 'a"b', 'a\\b', 'a\r\nSet-Cookie: b', 'é', '\0', '\u007f'])(
    'S-P3 case 53 refuses the value %j, which a cookie cannot hold',
    (value) => {
      expect(() => cookies.liveCookie(connectionWith(null), 'session', value, NOW, NOW)).toThrow(TypeError)
    },
  )
})

describe('expiredCookie', () => {
  it('S-L9 case 45 case 46 case 65 ends now, with the attributes it was set with', async () => {
    const { expiredCookie } = await cookiesFor({ attributes: 'Path=/app; Domain=example.com; Secure' })
    expect(expiredCookie(connectionWith(null), 'session')).toBe(
      'session=null; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/app; Domain=example.com; Secure',
    )
  })

  it('S-L9 ends a cookie that ends with the browser too', async () => {
    const { expiredCookie } = await cookiesFor({ browserSession: true, attributes: 'Path=/' })
    expect(expiredCookie(connectionWith(null), 'session')).toContain('Max-Age=0')
  })
})

describe('sendCookies', () => {
  it('S-L11 case 54 case 55 goes behind the lines of the application, which stay as they are', () => {
    const own = ['a=1', 'b=2; Path=/', 'c=3, d=4', 'Session=5', 'session-x=6', '=7', 'flag']
    const message = messageWith(...own)
    cookies.sendCookies(message, ['session=new; Path=/'])
    expect(message.lines).toEqual([...own, 'session=new; Path=/'])
  })

  it('S-L11 replaces a line of the same name: the last state wins', () => {
    const message = messageWith('session=old', 'a=1', 'session=older')
    cookies.sendCookies(message, ['session=new', 'session-1=null'])
    expect(message.lines).toEqual(['a=1', 'session=new', 'session-1=null'])
  })
})
