// Bad inputs 74-85: what comes in the place of a session id, where sessions are in a store.
import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import { type BadInput, noSession, RED } from './bad-input.ts'
import { expectNoSession, expectSession, read, send, utf8, viewOf, type WireSubject } from './wire-subject.ts'

const UNKNOWN_ID = 'A'.repeat(43)

/** What paths, patterns, queries, shells and templates take for more than a letter, but for those that end a cookie. */
const MEANINGFUL = [
  '.',
  '/',
  '\\',
  '%',
  ':',
  '*',
  '?',
  '$',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '<',
  '>',
  "'",
  '"',
  '`',
  '|',
  '&',
  '#',
  '!',
  '+',
  '=',
  ',',
  '@',
  '^',
  '~',
  ' ',
  '\t',
  ...['é', '\u{1f600}', 'e\u0301', '\uff11', '\u212a', '\u0131', '\u0301'].map(utf8),
]

const storageKeyOf = (id: string): string => createHash('sha256').update(id).digest('base64url')

/** An id of the right form that leads nowhere: one look into the store, and no session. */
async function expectUnknown(subject: WireSubject, id: string): Promise<void> {
  const reply = await read(subject, `${subject.cookieName}=${id}`)
  expect(subject.store?.calls).toEqual([{ operation: 'get', key: storageKeyOf(id) }])
  expectNoSession(subject, reply, 'asked')
}

/** After a write there is another id, and nothing of the one that was sent. */
async function expectNotAdopted(subject: WireSubject, id: string): Promise<void> {
  const cookie = `Cookie: ${subject.cookieName}=${id}`
  const reply = await send(subject, [cookie], { method: 'POST', path: '/set?name=color&value=red' })
  const written = viewOf(reply)
  expect(written).toMatchObject({ isNew: true, data: { color: 'red' } })
  expect(written.id).not.toBe(id)
  expect(reply.setCookie).toHaveLength(1)
  expect(reply.setCookie[0]?.startsWith(`${subject.cookieName}=${written.id};`)).toBe(true)
  expect(subject.store?.calls.filter(({ operation }) => operation !== 'get')).toEqual([
    { operation: 'create', key: storageKeyOf(String(written.id)) },
  ])
  expectSession(subject, await read(subject, `${subject.cookieName}=${written.id}`), { color: 'red' })
  await expectUnknown(subject, id)
}

const server = { side: 'server' } as const

export const sessionIdInputs: readonly BadInput[] = [
  noSession(
    'bad input 74 an id of another length never gets to the store',
    (name, value) =>
      [value.slice(1), value.slice(0, -1), `A${value}`, `${value}A`, '', 'A', value + value, 'A'.repeat(15_000)].map(
        (text) => `${name}=${text}`,
      ),
    server,
  ),
  noSession(
    'bad input 75 a character of another alphabet anywhere in an id never gets to the store',
    (name, value) =>
      MEANINGFUL.flatMap((character) =>
        [1, 21].map((at) => `${name}=${value.slice(0, at)}${character}${value.slice(at + character.length)}`),
      ),
    server,
  ),
  noSession(
    'bad input 76 an id whose last character has bits to spare never gets to the store',
    (name, value) => {
      const canonical = 'AEIMQUYcgkosw048'
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
      const others = [...alphabet].filter((character) => !canonical.includes(character))
      return others.map((character) => `${name}=${value.slice(0, -1)}${character}`)
    },
    server,
  ),
  {
    title: 'bad input 77 an id that the store does not know is not adopted by a write',
    ...server,
    run: (subject) => expectNotAdopted(subject, UNKNOWN_ID),
  },
  {
    title: 'bad input 78 an id in other letter case is another id',
    ...server,
    async run(subject) {
      const id = await subject.plant(RED)
      const swapped = id
        .slice(0, -1)
        .replaceAll(/[a-z]/gi, (letter) =>
          letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
        )
      await expectUnknown(subject, swapped + id.slice(-1))
    },
  },
  noSession(
    'bad input 79 what Unicode makes an id of is none',
    (name, value) => [
      `${name}=${utf8(`\u212a${value.slice(1)}`)}`,
      `${name}=${utf8([...value].map((character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0)).join(''))}`,
      `${name}=${utf8(`${value}\u0301`)}`,
      `${name}=${utf8(`\u200d${value}`)}`,
    ],
    server,
  ),
  noSession(
    'bad input 80 an id and what a column or a C string would drop behind it',
    (name, value) => [
      `${name}="${value} "`,
      `${name}=${value}\xa0`,
      `${name}=${value}%00`,
      `${name}=${value}%0a`,
      `${name}=${value}\\0`,
    ],
    server,
  ),
  noSession(
    'bad input 81 words that languages make of nothing',
    (name) =>
      ['true', 'null', 'undefined', '[object Object]', 'NaN', '0', '-1', 'false', '{}'].map(
        (text) => `${name}=${text}`,
      ),
    server,
  ),
  {
    title: 'bad input 82 the storage key of a session is no way into it',
    ...server,
    run: async (subject) => expectUnknown(subject, storageKeyOf(await subject.plant(RED))),
  },
  {
    title: 'bad input 83 the id of a record that has expired: no session, and a write gets another id',
    ...server,
    async run(subject) {
      for (const past of [0, 1, 60_000]) {
        const id = await subject.plant(RED, { expiresAt: subject.clock.time - past })
        await expectUnknown(subject, id)
        await expectNotAdopted(subject, id)
      }
    },
  },
  {
    title: 'bad input 84 the id of a session that was destroyed or regenerated leads nowhere',
    ...server,
    async run(subject) {
      for (const path of ['/destroy', '/login?user=ada', '/regenerate?keep=*']) {
        const id = await subject.plant(RED)
        const cookie = `Cookie: ${subject.cookieName}=${id}`
        expect((await send(subject, [cookie], { method: 'POST', path })).status).toBe(200)
        subject.store?.forget()
        await expectUnknown(subject, id)
        await expectNotAdopted(subject, id)
      }
    },
  },
  {
    title:
      'bad input 64 a copied cookie after the logout: dead where there is a store, good until its deadline where there is none',
    async run(subject) {
      const cookie = `${subject.cookieName}=${await subject.plant(RED)}`
      const reply = await send(subject, [`Cookie: ${cookie}`], { method: 'POST', path: '/destroy' })
      expect(reply.setCookie).toHaveLength(1)
      subject.store?.forget()
      const replayed = await read(subject, cookie)
      if (subject.side === 'server') {
        expectNoSession(subject, replayed, 'asked')
      } else {
        expectSession(subject, replayed, { color: 'red' })
      }
    },
  },
  {
    title:
      'bad input 65 a cookie from before a change: the new data where there is a store, the old where there is none',
    async run(subject) {
      const cookie = `${subject.cookieName}=${await subject.plant(RED)}`
      const path = '/set?name=color&value=blue'
      expect((await send(subject, [`Cookie: ${cookie}`], { method: 'POST', path })).status).toBe(200)
      expectSession(subject, await read(subject, cookie), { color: subject.side === 'server' ? 'blue' : 'red' })
    },
  },
]
