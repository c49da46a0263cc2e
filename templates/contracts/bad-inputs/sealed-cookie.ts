// Bad inputs 41-73: sealed cookies that were changed, cut, mixed, respelt, or sealed for something else.
import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { type BadInput, noSession, RED } from './bad-input.ts'
import type { RawReply } from './raw-client.ts'
import { OTHER_KEY, PREVIOUS_KEY, type SealChoices, sealPayload } from './sealing.ts'
import { expectNoSession, read, type WireSubject } from './wire-subject.ts'

/** Version 1, key id 4, nonce 24, ciphertext, tag 16: in bytes. */
const NONCE = 5
const TEXT = 29
const TAG = 16

export const bytesOf = (sealed: string): Buffer => Buffer.from(sealed, 'base64url')
export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

/** Values of our cookie that lead nowhere. Each is answered alike: nothing tells what was wrong. */
function refusedAlike(title: string, values: (value: string, subject: WireSubject) => Iterable<string>): BadInput {
  return {
    title,
    side: 'client',
    async run(subject) {
      const reference = answerOf(await read(subject, `${subject.cookieName}=forged`))
      const value = await subject.plant(RED)
      for (const changed of values(value, subject)) {
        const reply = await read(subject, `${subject.cookieName}=${changed}`)
        expect(answerOf(reply)).toEqual(reference)
        expectNoSession(subject, reply)
      }
    },
  }
}

/** All that a client sees of an answer, but for the time. */
function answerOf({ status, headers, text }: RawReply): unknown {
  return [status, headers.filter(([name]) => name !== 'date'), text]
}

function sealedFor(subject: WireSubject, choices: SealChoices): string {
  const now = subject.clock.time
  const record = { data: RED, createdAt: now, renewedAt: now, expiresAt: now + 60_000, version: 1 }
  return sealPayload({ id: 'A'.repeat(43), record }, choices)
}

function changed(value: string, change: (bytes: Buffer) => void): string {
  const bytes = bytesOf(value)
  change(bytes)
  return textOf(bytes)
}

function without(value: string, from: number, to: number): string {
  const bytes = bytesOf(value)
  return textOf(Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]))
}

export const sealedCookieInputs: readonly BadInput[] = [
  refusedAlike('bad input 41 any single bit of the sealed bytes flipped', function* (value) {
    for (let bit = 0; bit < bytesOf(value).length * 8; bit += 1) {
      yield changed(value, (bytes) => bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3))
    }
  }),
  refusedAlike('bad input 42 any single character of the value changed', function* (value) {
    for (let index = 0; index < value.length; index += 1) {
      yield value.slice(0, index) + (value[index] === 'A' ? 'B' : 'A') + value.slice(index + 1)
    }
  }),
  refusedAlike('bad input 43 the value cut to any length', function* (value) {
    for (let length = 0; length < value.length; length += 1) {
      yield value.slice(0, length)
    }
  }),
  refusedAlike('bad input 44 something appended', (value) =>
    ['A', 'AA', 'AAAA', '=', '==', '%00', '%3D', '.', '-', textOf(randomBytes(64))].map((text) => value + text),
  ),
  refusedAlike('bad input 45 spare bits of the last character set', (value) => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    // Of another length, until the last character has bits to spare.
    const odd = bytesOf(value).length % 3 === 0 ? without(value, TEXT, TEXT + 1) : value
    const last = alphabet.indexOf(odd.slice(-1))
    const spellings = bytesOf(odd).length % 3 === 1 ? [1, 2, 3, 5, 15] : [1, 2, 3]
    const values = spellings.map((spare) => odd.slice(0, -1) + (alphabet[last | spare] ?? ''))
    expect(new Set(values.map((text) => textOf(bytesOf(text)))).size).toBe(1)
    return values.filter((text) => text !== odd)
  }),
  refusedAlike('bad input 46 the standard alphabet, padding, and blanks inside', (value) => [
    `${value}=`,
    `${value}==`,
    `${value.slice(0, 40)} ${value.slice(40)}`,
    `${value.slice(0, 40)}\t${value.slice(40)}`,
    ...['+', '/', '.', '*', '~'].map((character) => value.slice(0, 40) + character + value.slice(41)),
  ]),
  refusedAlike('bad input 47 a tag of another length', (value) => {
    const end = bytesOf(value).length
    const shorter = [0, 1, 4, 8, 12, 13, 15].map((length) => without(value, end - TAG + length, end))
    const longer = [1, 16].map((more) => textOf(Buffer.concat([bytesOf(value), Buffer.alloc(more)])))
    return [...shorter, ...longer]
  }),
  refusedAlike('bad input 48 another nonce, none, or one of another length', (value, subject) => {
    const other = bytesOf(sealedFor(subject, {}))
    return [
      changed(value, (bytes) => bytes.fill(0, NONCE, TEXT)),
      changed(value, (bytes) => other.copy(bytes, NONCE, NONCE, TEXT)),
      ...[8, 11, 13, 23].map((length) => without(value, NONCE + length, TEXT)),
      textOf(Buffer.concat([bytesOf(value).subarray(0, TEXT), Buffer.alloc(1), bytesOf(value).subarray(TEXT)])),
    ]
  }),
  refusedAlike('bad input 49 no text between head and tag', (value) => {
    const end = bytesOf(value).length
    return [without(value, TEXT, end - TAG), without(value, TEXT, end), textOf(Buffer.alloc(TEXT + TAG))]
  }),
  refusedAlike('bad input 50 every version but the one there is', function* (value) {
    for (let version = 0; version < 256; version += 1) {
      if (version !== 1) {
        yield changed(value, (bytes) => bytes.writeUInt8(version, 0))
      }
    }
  }),
  refusedAlike('bad input 51 the id of another key: of the ring, unknown, zero', (value, subject) => {
    const previous = bytesOf(sealedFor(subject, { key: PREVIOUS_KEY }))
    const unknown = bytesOf(sealedFor(subject, { key: OTHER_KEY }))
    return [
      changed(value, (bytes) => previous.copy(bytes, 1, 1, NONCE)),
      changed(value, (bytes) => unknown.copy(bytes, 1, 1, NONCE)),
      changed(value, (bytes) => bytes.fill(0, 1, NONCE)),
      changed(value, (bytes) => bytes.fill(255, 1, NONCE)),
    ]
  }),
  refusedAlike('bad input 53 what other libraries write into such a cookie', () => {
    const session = '{"user":"ada"}'
    const parts = ['{"alg":"none"}', '{"alg":"HS256"}', session].map((text) => textOf(Buffer.from(text)))
    return [
      session.replaceAll('"', "'"),
      '{}',
      textOf(Buffer.from(session)),
      `${parts[0]}.${parts[2]}.`,
      `${parts[1]}.${parts[2]}.${'A'.repeat(43)}`,
      `Fe26.2**${'0'.repeat(64)}*${'A'.repeat(22)}*${'A'.repeat(43)}**${'0'.repeat(64)}*${'A'.repeat(43)}~2`,
      `s:${'A'.repeat(32)}.${'A'.repeat(43)}`,
      `s%3A${'A'.repeat(32)}.${'A'.repeat(43)}`,
      `${parts[2]}--${'0'.repeat(40)}`,
      `${parts[2]}:1tQ4Aa:${'A'.repeat(27)}`,
      `.${parts[2]}.ZzZzZz.${'A'.repeat(27)}`,
    ]
  }),
  refusedAlike('bad input 54 sealed with the same key for a cookie of another name', (_, subject) =>
    ['session', '__host-session', '__Secure-session', '__Host-session-0', '__Host-csrf', ''].map((cookieName) =>
      sealedFor(subject, { cookieName }),
    ),
  ),
  refusedAlike('bad input 55 sealed with the same key for another purpose', (_, subject) =>
    ['csrf', 'flash', 'oauth-state', 'Session', 'session ', ''].map((purpose) => sealedFor(subject, { purpose })),
  ),
  refusedAlike(
    'bad input 56 bad input 57 sealed with the same key for another application or environment',
    (_, subject) =>
      ['', 'bad-inputs-staging', 'bad-input', 'Bad-Inputs', 'bad-inputs\0'].map((applicationId) =>
        sealedFor(subject, { applicationId }),
      ),
  ),
  refusedAlike('bad input 67 sealed with a key that is not on the ring any more', (_, subject) => [
    sealedFor(subject, { key: OTHER_KEY }),
  ]),
  noSession(
    'bad input 69 as many bytes as a server takes that were never sealed',
    (name, value) => {
      const junk = bytesOf(value).subarray(0, TEXT)
      const chunk = (): string => textOf(Buffer.concat([junk, randomBytes(2_900)]))
      return [
        `${name}=${chunk()}`,
        Array.from({ length: 3 }, (_, index) => `${name}-${index}=${chunk()}`).join('; '),
        `${name}=${textOf(randomBytes(11_000))}`,
      ]
    },
    { side: 'client' },
  ),
  {
    title: 'bad input 73 a hundred of each way to fail are answered alike',
    side: 'client',
    async run(subject) {
      const now = subject.clock.time
      const ways: readonly (() => string | Promise<string>)[] = [
        () => '%%%%',
        async () => changed(await subject.plant(RED), (bytes) => bytes.writeUInt8(bytes.readUInt8(TEXT) ^ 1, TEXT)),
        () => sealedFor(subject, { key: OTHER_KEY }),
        () => subject.plant(RED, { expiresAt: now }),
        () => sealedFor(subject, { applicationId: 'another' }),
      ]
      const answers = new Set<string>()
      for (const way of ways) {
        for (let attempt = 0; attempt < 100; attempt += 1) {
          const reply = await read(subject, `${subject.cookieName}=${await way()}`)
          answers.add(JSON.stringify(answerOf(reply)))
          expectNoSession(subject, reply)
        }
      }
      expect(answers.size).toBe(1)
    },
  },
]
