import { randomBytes } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { readSecrets } from './secrets.ts'

const KEY_1 = 'w9JdVJd3nCBfJXGEPzfzyLJ4_QUSJgZ-JMp8UuqVgnM'
const KEY_2 = 'T3VR6Yvxk2NnH8p0mRgq1zLwqfY5ZbVtXc4uJ7sKd9E'

const bytes = (make: (index: number) => number): string =>
  Buffer.from(Array.from({ length: 32 }, (_, index) => make(index))).toString('base64url')

afterEach(() => vi.unstubAllEnvs())

describe('S-K4 what is taken', () => {
  it('case 1: one key of 32 bytes', () => {
    expect(readSecrets(KEY_1).map((key) => Buffer.from(key).toString('base64url'))).toEqual([KEY_1])
  })

  it.each([
    ['a comma', `${KEY_1},${KEY_2}`],
    ['a comma and space', ` ${KEY_1} , ${KEY_2}`],
    ['space', `${KEY_1} ${KEY_2}`],
    ['more space', `${KEY_1}   ${KEY_2}`],
    ['a line each, as a mounted file has them', `${KEY_1}\n${KEY_2}\n`],
  ])('several keys, newest first, separated by %s', (_, text) => {
    expect(readSecrets(text).map((key) => Buffer.from(key).toString('base64url'))).toEqual([KEY_1, KEY_2])
  })

  it('the environment variable, unless the keys are given', () => {
    vi.stubEnv('SESSION_SECRETS', KEY_1)
    expect(readSecrets(undefined)).toHaveLength(1)
    expect(readSecrets(`${KEY_1} ${KEY_2}`)).toHaveLength(2)
  })

  it('whatever the platform calls random', () => {
    for (let count = 0; count < 10_000; count += 1) {
      expect(readSecrets(randomBytes(32).toString('base64url'))).toHaveLength(1)
    }
  })
})

describe('S-K4 where a pattern begins', () => {
  const isTaken = (key: readonly number[]): boolean => {
    try {
      readSecrets(Buffer.from(key).toString('base64url'))
      return true
    } catch {
      return false
    }
  }
  /** 32 bytes: `count` different ones, by growing steps, then the same ones backwards. */
  const withDifferent = (count: number): number[] =>
    Array.from({ length: 32 }, (_, at) => triangle(at < count ? at : 2 * count - 1 - at))
  const triangle = (at: number): number => (at * (at + 1)) / 2
  /** 32 different bytes, the steps between them `count` different ones. */
  const withSteps = (count: number): number[] => {
    const steps = Array.from({ length: 31 }, (_, at) => 1 + Math.min(at, count - 1))
    return steps.reduce((key, step) => [...key, (key.at(-1) ?? 0) + step], [0])
  }
  /** Printable text that nobody made up, with one byte in the place of its last. */
  const text = (last: number): number[] => [...Buffer.from('q7!Zk2@Vd9#Xn4$Bh6%Tj8^Rw1&Ym3*'), last]

  it('of 16 different bytes no key is made, of 17 it can be', () => {
    expect(isTaken(withDifferent(16))).toBe(false)
    expect(isTaken(withDifferent(17))).toBe(true)
  })

  it('nor with 16 different steps from byte to byte, the one before the first not counted', () => {
    expect(isTaken(withSteps(16))).toBe(false)
    expect(isTaken(withSteps(17))).toBe(true)
  })

  it.each([0x20, 0x21, 0x7d, 0x7e])('nor of text that ends with %i', (last) => expect(isTaken(text(last))).toBe(false))

  it.each([0x00, 0x1f, 0x7f, 0xff])('but %i is in no text', (last) => expect(isTaken(text(last))).toBe(true))
})

describe('S-K4 what the application refuses to start with', () => {
  it.each([
    ['nothing', '', 'is empty'],
    ['white space', ' \n', 'is empty'],
    ['an empty place', `${KEY_1},,${KEY_2}`, 'key 2 of 3 is empty'],
    ['a comma at the end', `${KEY_1},`, 'key 2 of 2 is empty'],
    ['case 2: 4 bytes', randomBytes(4).toString('base64url'), 'has 4 bytes'],
    ['case 2: 17 bytes', randomBytes(17).toString('base64url'), 'has 17 bytes'],
    ['31 bytes', KEY_1.slice(0, -2) + 'A', 'has 31 bytes'],
    ['33 bytes', randomBytes(33).toString('base64url'), 'has 33 bytes'],
    ['case 2: 100 bytes', randomBytes(100).toString('base64url'), 'has 100 bytes'],
    ['hexadecimal', randomBytes(32).toString('hex'), 'has 48 bytes'],
    ['padding', `${KEY_1}=`, 'is not base64url'],
    ['the other alphabet', KEY_1.replace('_', '/'), 'is not base64url'],
    ['spare bits', `${KEY_1.slice(0, -1)}N`, 'is not base64url'],
    ['quotes', `"${KEY_1}"`, 'is not base64url'],
    ['another separator', `${KEY_1}:${KEY_2}`, 'is not base64url'],
    ['a key twice', `${KEY_1},${KEY_2},${KEY_1}`, 'key 3 of 3 repeats another one'],
    ['zeros', bytes(() => 0), 'is not random'],
    ['one byte again and again', bytes(() => 0x5a), 'is not random'],
    ['a pattern', bytes((index) => index % 16), 'is not random'],
    ['counting up', bytes((index) => index), 'is not random'],
    ['counting up, past the end', bytes((index) => (240 + index) % 256), 'is not random'],
    ['counting down', bytes((index) => 200 - index * 3), 'is not random'],
    ['32 letters', Buffer.from('correct-horse-battery-staple-123').toString('base64url'), 'is not random'],
    ['changeme', 'changeme', 'is a sample'],
    ['a sample of the right length', 'replace-this-by-what-the-command-prints-AAA', 'is a sample'],
    ['keyboard cat', 'keyboardcatkeyboardcatkeyboardcatkeyboardcA', 'is a sample'],
    ['your-secret-here', 'your-secret-here', 'is a sample'],
  ])('%s', (_, text, reason) => {
    vi.stubEnv('SESSION_SECRETS', text)
    expect(() => readSecrets(undefined)).toThrow(text.trim() === '' ? 'is not set' : reason)
    expect(() => readSecrets(undefined)).toThrow('SESSION_SECRETS')
    expect(() => readSecrets(undefined)).toThrow('npx create-session secret')
    expect(() => readSecrets(text)).toThrow("The option 'secrets'")
    expect(() => readSecrets(text)).toThrow(reason)
  })

  it('no variable at all', () => {
    vi.stubEnv('SESSION_SECRETS', undefined)
    expect(() => readSecrets(undefined)).toThrow(
      'SESSION_SECRETS is not set: each key is 32 random bytes, base64url, as `npx create-session secret` prints them',
    )
  })

  it.each(['short-but-mine', `${KEY_1},${KEY_1}`, `${KEY_1}=`])('and never shows %s', (text) => {
    let message = ''
    try {
      readSecrets(text)
    } catch (error) {
      message = String((error as Error).stack?.split('\n')[0])
    }
    expect(message).toContain('key ')
    for (let start = 0; start + 6 <= text.length; start += 1) {
      expect(message).not.toContain(text.slice(start, start + 6))
    }
  })
})
