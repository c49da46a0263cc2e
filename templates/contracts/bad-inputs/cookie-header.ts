// Bad inputs 1-24 and 30: names and values in a Cookie header.
import { expect } from 'vitest'
import { type BadInput, itsSession, noSession, RED } from './bad-input.ts'
import { expectNoSession, expectRefused, read, send, utf8, viewOf, type WireSubject } from './wire-subject.ts'

/** White space that some languages trim, and a cookie does not know. */
const OTHER_BLANKS = [
  '\xA0',
  ' ',
  ' ',
  ' ',
  ' ',
  ' ',
  ' ',
  ' ',
  ' ',
  ' ',
  ' ',
  ' ',
  ' ',
  '\u2028',
  '\u2029',
  ' ',
  ' ',
  '　',
  '﻿',
  '',
].map(utf8)

/** The same as single bytes, as no client of ours would write them. */
const BARE_BLANKS = ['\xa0', '\x85']

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
  noSession('bad input 30 names that ours is a part of', (name, value) => [
    `${name}x=${value}`,
    `x${name}=${value}`,
    `${name}.0=${value}`,
    `${name}[]=${value}`,
    `${name}-=${value}`,
    `${name.slice(7)}=${value}`,
    `__Secure-${name.slice(7)}=${value}`,
  ]),
]

function expectEnded({ cookieName }: WireSubject, lines: readonly string[]): void {
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(new RegExp(`^${cookieName}=null; .*Max-Age=0`))
}
