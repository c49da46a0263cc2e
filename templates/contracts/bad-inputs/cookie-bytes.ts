// Bad inputs 25-29 and 35-38: how much comes as a Cookie header, in which bytes, and in which lines.
import { type BadInput, itsSession, noSession, RED } from './bad-input.ts'
import { expectNoSession, expectRefused, expectSession, read, send, utf8 } from './wire-subject.ts'

const CONTROLS = [...Array.from({ length: 32 }, (_, code) => code), 0x7f]
  .filter((code) => code !== 0x09)
  .map((code) => String.fromCharCode(code))

const HIGH_BYTES = Array.from({ length: 128 }, (_, index) => String.fromCharCode(0x80 + index))

export const cookieBytesInputs: readonly BadInput[] = [
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
        expectRefused(subject, reply, [subject.tooLargeHead, 0])
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
