// Bad inputs 31-34: names and numbers of the cookies that one session is split into.
import { expect } from 'vitest'
import { type BadInput, itsSession, noSession, RED } from './bad-input.ts'
import { expectNoSession, expectSession, read, utf8 } from './wire-subject.ts'

/** A sealed value, cut into so many cookies. */
function chunksOf(name: string, value: string, count: number): string[] {
  const size = Math.ceil(value.length / count)
  return Array.from(
    { length: count },
    (_, index) => `${name}-${index}=${value.slice(index * size, (index + 1) * size)}`,
  )
}

/** What other parsers take for a number. */
const OTHER_NUMBERS = [
  '00',
  '01',
  '+1',
  '1e0',
  '0x1',
  '-1',
  '1.0',
  utf8('\u0661'),
  utf8('\uff11'),
  ' 1',
  '1_',
  '1n',
  '',
]

export const cookieChunkNameInputs: readonly BadInput[] = [
  noSession('bad input 31 a chunk of several is missing', (name, value) => {
    const [first = '', second = '', third = ''] = chunksOf(name, value, 3)
    return [second, third, `${first}; ${third}`, `${second}; ${third}`, `${first}; ${second}`]
  }),
  {
    title: 'bad input 32 a chunk whose number is written in another way is no chunk, and is left alone',
    async run(subject) {
      const name = subject.cookieName
      const [first = '', second = ''] = chunksOf(name, await subject.plant(RED), 2)
      for (const number of OTHER_NUMBERS) {
        const reply = await read(subject, `${first}; ${name}-${number}=${second.slice(second.indexOf('=') + 1)}`)
        // A cookie that is ended is one that was taken for ours.
        const ended = subject.side === 'client' ? [`${name}-0`] : []
        expect(reply.setCookie.map((line) => line.slice(0, line.indexOf('=')))).toEqual(ended)
        expectNoSession(subject, reply)
      }
    },
  },
  noSession('bad input 33 more chunks than there may be, and numbers without end', (name, value) => [
    chunksOf(name, value, 4).join('; '),
    `${chunksOf(name, value, 2).join('; ')}; ${name}-3=A`,
    `${name}-0=${value}; ${name}-99=A`,
    ...['999999', 'NaN', '-1', '1e309', '__chunked__999999'].map((text) => `${name}=${text}`),
    ...['999999', '1e309', 'NaN', '9'.repeat(5000)].map((text) => `${name}-${text}=${value}`),
  ]),
  itsSession(
    'bad input 34 chunks go by number, in whichever order they come',
    (name, value) => {
      const [first = '', second = '', third = ''] = chunksOf(name, value, 3)
      return [`${third}; ${first}; ${second}`, `${second}; a=b; ${third}; ${first}`]
    },
    { side: 'client' },
  ),
  {
    title:
      'bad input 34 a whole cookie beside chunks: no session where there are chunks, and its own where there are none',
    async run(subject) {
      const [one, other] = [await subject.plant(RED), await subject.plant('{"color":"blue"}')]
      const name = subject.cookieName
      for (const cookies of [
        [`${name}=${one}`, ...chunksOf(name, other, 2)],
        [...chunksOf(name, other, 2), `${name}=${one}`],
      ]) {
        const reply = await read(subject, cookies.join('; '))
        if (subject.side === 'client') {
          expectNoSession(subject, reply)
        } else {
          expectSession(subject, reply, { color: 'red' })
        }
      }
    },
  },
]
