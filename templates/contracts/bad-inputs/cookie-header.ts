// Bad inputs 1-38: what comes as a Cookie header.
import { expect } from 'vitest'
import { type BadInput, itsSession, noSession, RED } from './bad-input.ts'
import {
  expectNoSession,
  expectRefused,
  expectSession,
  read,
  send,
  utf8,
  viewOf,
  type WireSubject,
} from './wire-subject.ts'

/** White space that some languages trim, and a cookie does not know. */
const OTHER_BLANKS = [
  ...['\u00a0', '\u1680', '\u2000', '\u2001', '\u2002', '\u2003', '\u2004', '\u2005', '\u2006', '\u2007', '\u2008'],
  ...['\u2009', '\u200a', '\u2028', '\u2029', '\u202f', '\u205f', '\u3000', '\ufeff', '\u0085'],
].map(utf8)

/** The same as single bytes, as no client of ours would write them. */
const BARE_BLANKS = ['\xa0', '\x85']

const CONTROLS = [...Array.from({ length: 32 }, (_, code) => code), 0x7f]
  .filter((code) => code !== 0x09)
  .map((code) => String.fromCharCode(code))

const HIGH_BYTES = Array.from({ length: 128 }, (_, index) => String.fromCharCode(0x80 + index))

export const cookieHeaderInputs: readonly BadInput[] = [
  {
    title: 'bad input 1 no Cookie header',
    run: async (subject) => expectNoSession(subject, await send(subject, [])),
  },
  noSession('bad input 2 an empty Cookie header', () => ['']),
  noSession('bad input 3 a Cookie header of blanks and semicolons', () => [
    ' ',
    '\t',
    ';',
    ';'.repeat(1000),
    '; ; ;\t;',
  ]),
  noSession('bad input 4 our name without an equals sign', (name) => [name, `${name};`, `a=b; ${name}`]),
  noSession('bad input 5 a value without a name, our name in the value among them', (name, value) => [
    `=${value}`,
    `=${name}=${value}`,
    ` =${name}=${value}`,
    `a=b; =${name}=${value}`,
  ]),
  noSession('bad input 6 our cookie is empty', (name) => [`${name}=`, `${name}=; a=b`, `${name}= `, `${name}=""`]),
  itsSession('bad input 7 our cookie as it was set', (name, value) => [`${name}=${value}`]),
  itsSession('bad input 8 spaces and tabs around name and value are no part of them', (name, value) => [
    `${name} =${value}`,
    `${name}= ${value}`,
    `${name}=${value} `,
    `a=b;\t ${name}\t=\t${value}\t;c=d`,
  ]),
  noSession('bad input 9 a bare byte A0 or 85 before our name', (name, value) =>
    BARE_BLANKS.flatMap((blank) => [`${blank}${name}=${value}`, `a=b; ${blank}${name}=${value}`]),
  ),
  noSession('bad input 10 Unicode white space before our name', (name, value) =>
    OTHER_BLANKS.flatMap((blank) => [`${blank}${name}=${value}`, `a=b; ${blank} ${name}=${value}`]),
  ),
  noSession('bad input 11 Unicode white space behind our name and around the value', (name, value) =>
    [...OTHER_BLANKS, ...BARE_BLANKS].flatMap((blank) => [
      `${name}${blank}=${value}`,
      `${name}=${blank}${value}`,
      `${name}=${value}${blank}`,
    ]),
  ),
  {
    title: 'bad input 12 vertical tab and form feed before our name: the server refuses the request',
    async run(subject) {
      const value = await subject.plant(RED)
      for (const blank of ['\v', '\f']) {
        expectRefused(subject, await read(subject, `${blank}${subject.cookieName}=${value}`), [400])
        expectRefused(subject, await read(subject, `a=b; ${blank}${subject.cookieName}=${value}`), [400])
      }
    },
  },
  noSession('bad input 13 our name in other letter case', (name, value) =>
    [name.toLowerCase(), name.toUpperCase(), `__host-${name.slice(7)}`, `__HOST-${name.slice(7)}`].map(
      (other) => `${other}=${value}`,
    ),
  ),
  {
    title: 'bad input 14 our cookie twice with one value: no session, and the cookie is ended',
    async run(subject) {
      const value = await subject.plant(RED)
      const reply = await read(subject, `${subject.cookieName}=${value}; ${subject.cookieName}=${value}`)
      expectNoSession(subject, reply)
      expectEnded(subject, reply.setCookie)
    },
  },
  {
    title: 'bad input 15 two cookies of our name, in either order: nobody’s session',
    async run(subject) {
      const [one, other] = [await subject.plant(RED), await subject.plant('{"color":"blue"}')]
      const pairs = [one, other, 'forged', ''].map((value) => `${subject.cookieName}=${value}`)
      for (const first of pairs) {
        for (const second of pairs) {
          const reply = await read(subject, `${first}; a=b; ${second}`)
          expectNoSession(subject, reply)
          expectEnded(subject, reply.setCookie)
        }
      }
    },
  },
  noSession('bad input 16 our cookie in two Cookie headers', (name, value) => [
    [`${name}=${value}`, `${name}=${value}`],
    [`${name}=${value}`, `a=b; ${name}=other`],
    [`a=b; ${name}=other`, `${name}=${value}`],
  ]),
  itsSession('bad input 17 one pair of quotes around the value is none of it', (name, value) => [`${name}="${value}"`]),
  noSession('bad input 17 quotes elsewhere are letters of the value', (name, value) => [
    `${name}="${value}`,
    `${name}=${value}"`,
    `${name}=""${value}""`,
    `${name}="${value.slice(0, 9)}"${value.slice(9)}"`,
    `"${name}"=${value}`,
  ]),
  itsSession('bad input 18 quotes around other cookies hide nothing', (name, value) => [
    `a="x; ${name}=${value}; b=y"`,
    `a="; ${name}=${value}; b="`,
    `a="\\"; ${name}=${value}`,
  ]),
  itsSession('bad input 19 names that begin with a dollar sign are names', (name, value) => [
    `$Version=1; ${name}=${value}; $Path=/`,
    `$Version="1"; ${name}=${value}; $Domain=evil.test`,
  ]),
  noSession('bad input 20 a comma does not part two cookies', (name, value) => [
    `${name}=${value}, other=1`,
    `other=1, ${name}=${value}`,
    `${name}=${value},${name}=${value}`,
  ]),
  noSession('bad input 21 nothing is percent-decoded, neither name nor value', (name, value) => [
    `${name}=${value}%3B`,
    `%5F${name.slice(1)}=${value}`,
    `${name}=%${value.charCodeAt(0).toString(16)}${value.slice(1)}`,
    `${name}=%25${value.charCodeAt(0).toString(16)}${value.slice(1)}`,
    `${name}%3D${value}`,
  ]),
  noSession('bad input 22 percent signs that decode to nothing', (name) =>
    ['%E0%A4%A', '%', '%%', '%zz', '%u0041', '%C0%80'].map((text) => `${name}=${text}`),
  ),
  itsSession('bad input 23 cookies that are called like members of every object', (name, value) => [
    `__proto__=x; constructor=y; hasOwnProperty=z; toString=w; ${name}=${value}`,
    `${name}=${value}; __proto__=x; __proto__=y; valueOf=z`,
  ]),
  {
    title: 'bad input 24 a cookie called __proto__ that holds an object pollutes nothing',
    async run(subject) {
      const reply = await send(subject, ['Cookie: __proto__={"isAdmin":true}; __proto__[isAdmin]=true'], {
        path: '/probe',
      })
      const { polluted, isAdmin } = viewOf(reply)
      expect([reply.status, polluted, isAdmin]).toEqual([200, null, null])
      expectNoSession(subject, await read(subject, '__proto__={"isAdmin":true}; constructor={"prototype":{}}'))
    },
  },
  itsSession(
    'bad input 25 our cookie behind a thousand others, and behind as much junk as a server takes',
    (name, value) => [
      `${Array.from({ length: 1000 }, (_, index) => `c${index}=1`).join('; ')}; ${name}=${value}`,
      `${'j'.repeat(15_000)}; ${name}=${value}`,
      `${'"\\'.repeat(7_000)}; ${name}=${value}`,
      `${name}=${value}; ${' '.repeat(15_000)}`,
    ],
  ),
  noSession('bad input 26 our name as often as a server takes', (name) => [
    Array.from({ length: 800 }, () => `${name}=`).join(';'),
    Array.from({ length: 700 }, (_, index) => `${name}-${index}=`).join(';'),
  ]),
  noSession('bad input 27 a value of 4 KiB, and one as long as a server takes', (name) => [
    `${name}=${'A'.repeat(4096)}`,
    `${name}=${'A'.repeat(15_000)}`,
  ]),
  {
    title: 'bad input 27 a header that is larger than the server takes never gets to us',
    async run(subject) {
      for (const kibibytes of [17, 64, 1024]) {
        // Who sends a mebibyte may find the connection reset before the answer is read.
        const reply = await read(subject, `${subject.cookieName}=${'A'.repeat(kibibytes * 1024)}`)
        expectRefused(subject, reply, [431, 0])
        subject.client.close()
      }
    },
  },
  {
    title: 'bad input 28 control characters in name and value: the server refuses the request',
    async run(subject) {
      const value = await subject.plant(RED)
      for (const control of CONTROLS) {
        expectRefused(subject, await read(subject, `${subject.cookieName}${control}=${value}`), [400])
        expectRefused(subject, await read(subject, `${subject.cookieName}=${value}${control}x`), [400])
      }
    },
  },
  noSession('bad input 29 bytes from 80 to FF in the value, UTF-8 or not', (name, value) => [
    ...HIGH_BYTES.flatMap((byte) => [`${name}=${value}${byte}`, `${name}=${byte}${value.slice(1)}`]),
    `${name}=${utf8('é')}${value}`,
    `${name}=\xed\xa0\x80${value}`,
    `${name}=\xc0\xaf${value}`,
  ]),
  noSession('bad input 30 names that ours is a part of', (name, value) => [
    `${name}x=${value}`,
    `x${name}=${value}`,
    `${name}.0=${value}`,
    `${name}[]=${value}`,
    `${name}-=${value}`,
    `${name.slice(7)}=${value}`,
    `__Secure-${name.slice(7)}=${value}`,
  ]),
  {
    title: 'bad input 35 folded header lines and a bare line feed: the server refuses the request',
    async run(subject) {
      const value = await subject.plant(RED)
      const own = `${subject.cookieName}=${value}`
      for (const lines of [
        ['Cookie: a=b', ` ${own}`],
        ['Cookie: a=b', `\t; ${own}`],
        [`Cookie: a=b\nCookie: ${own}`],
      ]) {
        expectRefused(subject, await send(subject, lines), [400])
      }
    },
  },
  {
    title: 'bad input 37 several Cookie headers are read as one',
    async run(subject) {
      const own = `${subject.cookieName}=${await subject.plant(RED)}`
      expectSession(subject, await read(subject, ['a=b', own]), { color: 'red' })
      expectSession(subject, await read(subject, [own, 'a=b', 'c=d']), { color: 'red' })
    },
  },
  {
    title: 'bad input 38 Cookie2, and a cookie in the trailers, mean nothing',
    async run(subject) {
      const own = `${subject.cookieName}=${await subject.plant(RED)}`
      expectNoSession(subject, await send(subject, [`Cookie2: ${own}`]))
      expectNoSession(subject, await send(subject, [`X-Cookie: ${own}`, `Set-Cookie: ${own}`]))
      const head = ['Content-Type: text/plain', 'Transfer-Encoding: chunked', 'Trailer: Cookie']
      const body = `1\r\nx\r\n0\r\nCookie: ${own}\r\n\r\n`
      expectNoSession(subject, await send(subject, head, { method: 'POST', path: '/touch', body }))
    },
  },
]

function expectEnded({ cookieName }: WireSubject, lines: readonly string[]): void {
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(new RegExp(`^${cookieName}=null; .*Max-Age=0`))
}
