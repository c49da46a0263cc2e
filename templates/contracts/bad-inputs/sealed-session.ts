// Bad inputs 58-71: what is inside of a seal that holds, or is put together from seals that hold.
import { expect } from 'vitest'
import { type BadInput, noSession, RED } from './bad-input.ts'
import { OTHER_KEY, PREVIOUS_KEY, sealPayload, sealText } from './sealing.ts'
import { bytesOf } from './sealed-cookie.ts'
import { expectNoSession, expectSession, read, send, type WireSubject } from './wire-subject.ts'

/** So many cookies of one sealed session. */
async function chunksOf(subject: WireSubject, count: number, color = 'red'): Promise<string[]> {
  const value = await subject.plant(JSON.stringify({ color, text: 'x'.repeat(600) }))
  const size = Math.ceil(value.length / count)
  return Array.from({ length: count }, (_, index) => value.slice(index * size, (index + 1) * size))
}

function cookiesOf({ cookieName }: WireSubject, chunks: readonly (string | undefined)[]): string {
  return chunks.map((chunk, index) => `${cookieName}-${index}=${chunk ?? ''}`).join('; ')
}

/** Sealed cookies that do not make one session. */
function mixed(
  title: string,
  chunks: (subject: WireSubject) => Promise<readonly (readonly (string | undefined)[])[]>,
): BadInput {
  return {
    title,
    side: 'client',
    async run(subject) {
      for (const values of await chunks(subject)) {
        expectNoSession(subject, await read(subject, cookiesOf(subject, values)))
      }
    },
  }
}

/** Texts that only the key's owner could seal, and never would. */
function sealedTexts(title: string, texts: (now: number) => readonly string[]): BadInput {
  return noSession(title, (name, _, { clock }) => texts(clock.time).map((text) => `${name}=${sealText(text)}`), {
    side: 'client',
  })
}

const headOf = (times: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ id: 'A'.repeat(43), createdAt: 1, renewedAt: 1, expiresAt: 9e15, ...times })

const textWith = (times: Readonly<Record<string, unknown>>): string => `${headOf(times)}\n${RED}`

export const sealedSessionInputs: readonly BadInput[] = [
  mixed('bad input 58 chunks of one session in another order', async (subject) => {
    const [a, b, c] = await chunksOf(subject, 3)
    return [
      [b, a, c],
      [c, b, a],
      [a, c, b],
    ]
  }),
  mixed('bad input 59 bad input 60 chunks of two sessions, or of two savings of one', async (subject) => {
    const [[a, b], [c, d]] = [await chunksOf(subject, 2), await chunksOf(subject, 2, 'blu')]
    return [
      [a, d],
      [c, b],
    ]
  }),
  mixed('bad input 61 a chunk dropped, doubled, or left over from a longer session', async (subject) => {
    const [a, b, c] = await chunksOf(subject, 3)
    return [
      [a, b],
      [a, c],
      [b, c],
      [a, b, b],
      [a, a, c],
      [a, b, c, c],
      [a, b, c, ''],
    ]
  }),
  {
    title: 'bad input 61 chunks that are left over are ended by the answer that sets fewer',
    side: 'client',
    async run(subject) {
      const cookie = cookiesOf(subject, await chunksOf(subject, 3))
      const reply = await send(subject, [`Cookie: ${cookie}`], { method: 'POST', path: '/replace?color=red' })
      const names = reply.setCookie.map((line) => [line.slice(0, line.indexOf('=')), line.includes('Max-Age=0')])
      expect(names).toEqual([
        [subject.cookieName, false],
        ...[0, 1, 2].map((number) => [`${subject.cookieName}-${number}`, true]),
      ])
      expectSession(subject, await read(subject, reply.setCookie[0]?.split(';')[0] ?? ''), { color: 'red' })
    },
  },
  sealedTexts('bad input 62 sealed, with a deadline that has passed, or is none', (now) => [
    ...[now, now - 1, now - 1_000, now - 10 * 365 * 24 * 60 * 60 * 1000, 0, -1].map((expiresAt) =>
      textWith({ expiresAt }),
    ),
    ...[null, '9000000000000000', [9e15], {}, true, 1.5, 2 ** 53].map((expiresAt) => textWith({ expiresAt })),
    `{"id":"a","createdAt":1,"renewedAt":1}\n${RED}`,
    ...['1e308', '1e309', 'NaN', '-0.5'].map(
      (time) => `{"id":"a","createdAt":1,"renewedAt":1,"expiresAt":${time}}\n${RED}`,
    ),
  ]),
  sealedTexts('bad input 63 sealed by a clock that is more than five minutes ahead', (now) =>
    [5 * 60 * 1000 + 1, 60 * 60 * 1000, 365 * 24 * 60 * 60 * 1000].map((ahead) => textWith({ renewedAt: now + ahead })),
  ),
  {
    title: 'bad input 66 sealed with the previous key: read, and sealed with the newest at the next write',
    side: 'client',
    async run(subject) {
      const now = subject.clock.time
      const record = { data: RED, createdAt: now, renewedAt: now, expiresAt: now + 60_000, version: 1 }
      const value = sealPayload({ id: 'A'.repeat(43), record }, { key: PREVIOUS_KEY })
      const cookie = `${subject.cookieName}=${value}`
      expectSession(subject, await read(subject, cookie), { color: 'red' })
      const reply = await send(subject, [`Cookie: ${cookie}`], { method: 'POST', path: '/set?name=size&value=1' })
      const [, next = ''] = /=([^;]*)/.exec(reply.setCookie[0] ?? '') ?? []
      const newest = await subject.plant(RED)
      expect(bytesOf(next).subarray(1, 5)).toEqual(bytesOf(newest).subarray(1, 5))
      expect(bytesOf(next).subarray(1, 5)).not.toEqual(bytesOf(value).subarray(1, 5))
      expectSession(subject, await read(subject, `${subject.cookieName}=${next}`), { color: 'red', size: '1' })
    },
  },
  sealedTexts('bad input 70 sealed, and no session: no JSON, another JSON, no end of brackets', () => [
    '',
    'null',
    '[]',
    '1',
    'x',
    RED,
    `${RED}\n${RED}`,
    `\n${RED}`,
    `[]\n${RED}`,
    `1\n${RED}`,
    headOf({}),
    ...['null', '[1]', '"text"', '1', 'true', '', '{', `${RED},`, '\0', '['.repeat(2_000)].map(
      (data) => `${headOf({})}\n${data}`,
    ),
    `${headOf({ id: 1 })}\n${RED}`,
    `${headOf({ id: null })}\n${RED}`,
  ]),
  {
    title: 'bad input 70 sealed, with a key twice or nested as deeply as fits: the last one counts, and nothing breaks',
    side: 'client',
    async run(subject) {
      const twice = await read(subject, `${subject.cookieName}=${await subject.plant('{"a":1,"a":2}')}`)
      expectSession(subject, twice, { a: 2 })
      const deep = await subject.plant(`{"a":${'['.repeat(1_400)}${']'.repeat(1_400)}}`)
      const reply = await read(subject, `${subject.cookieName}=${deep}`)
      expect(reply.status).toBe(200)
      expectSession(subject, reply, {})
    },
  },
  noSession(
    'bad input 71 sealed, and larger than its cookies may be',
    (name, _, { clock }) => {
      const now = clock.time
      const record = { createdAt: now, renewedAt: now, expiresAt: now + 60_000, version: 1 }
      const value = sealPayload({ id: 'A'.repeat(43), record: { data: `{"a":"${'x'.repeat(6_000)}"}`, ...record } })
      return [
        `${name}=${value}`,
        `${name}-0=${value.slice(0, 4097)}; ${name}-1=${value.slice(4097)}`,
        [0, 1, 2, 3].map((index) => `${name}-${index}=${value.slice(index * 2_100, (index + 1) * 2_100)}`).join('; '),
      ]
    },
    { side: 'client' },
  ),
  {
    title: 'bad input 67 sealed whole with a key that was never there: no session however often it is sent',
    side: 'client',
    async run(subject) {
      const now = subject.clock.time
      const record = { data: RED, createdAt: now, renewedAt: now, expiresAt: now + 60_000, version: 1 }
      const cookie = `${subject.cookieName}=${sealPayload({ id: 'A'.repeat(43), record }, { key: OTHER_KEY })}`
      expectNoSession(subject, await read(subject, cookie))
      const reply = await send(subject, [`Cookie: ${cookie}`], { method: 'POST', path: '/set?name=color&value=blue' })
      expect(reply.setCookie).toHaveLength(1)
      expect(JSON.parse(reply.text)).toMatchObject({ isNew: true, data: { color: 'blue' } })
      expectNoSession(subject, await read(subject, cookie))
    },
  },
]
