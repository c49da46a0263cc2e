// What the head of a response tells caches about a session.
import { describe, expect, it } from 'vitest'
import { keepOutOfCaches, type Message, varyByCookie } from './connection.ts'

/** A head with one header. */
function messageWith(name: string, value: string | null): Message & { readonly headers: Map<string, string> } {
  const headers = new Map(value === null ? [] : [[name, value]])
  return {
    headers,
    get: (asked) => headers.get(asked) ?? null,
    set: (asked, text) => void headers.set(asked, text),
    getSetCookie: () => [],
    setSetCookie: () => {},
  }
}

describe('varyByCookie', () => {
  it.each([
    [null, 'Cookie'],
    ['Accept', 'Accept, Cookie'],
    ['Accept, Accept-Language', 'Accept, Accept-Language, Cookie'],
    ['Set-Cookie', 'Set-Cookie, Cookie'],
    ['Cookie', 'Cookie'],
    ['Accept,cookie', 'Accept,cookie'],
    ['COOKIE , Accept', 'COOKIE , Accept'],
    ['*', '*'],
  ])('S-L12 makes of Vary: %s Vary: %s', (before, after) => {
    const message = messageWith('Vary', before)
    varyByCookie(message)
    expect(message.headers.get('Vary')).toBe(after)
  })
})

describe('keepOutOfCaches', () => {
  it.each([
    [null, 'no-store'],
    ['public, max-age=60', 'no-store'],
    ['max-age=60', 'no-store'],
    ['no-cache', 'no-store'],
    ['no-store', 'no-store'],
    ['private, max-age=60', 'private, max-age=60'],
    ['max-age=0, Private', 'max-age=0, Private'],
  ])('S-L12 makes of Cache-Control: %s Cache-Control: %s', (before, after) => {
    const message = messageWith('Cache-Control', before)
    keepOutOfCaches(message)
    expect(message.headers.get('Cache-Control')).toBe(after)
  })
})
