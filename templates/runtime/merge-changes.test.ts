// Two requests changed one session.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeChanges } from './merge-changes.ts'
import type { SessionData } from './session-data.ts'

const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

function merge(before: SessionData, after: SessionData, stored: SessionData): SessionData {
  return mergeChanges(before, after, stored, (name) => isEqual(before[name], after[name]))
}

const data = fc.dictionary(fc.string({ maxLength: 3 }), fc.jsonValue({ maxDepth: 1 })) as fc.Arbitrary<SessionData>

describe('mergeChanges', () => {
  it.each<[string, SessionData, SessionData, SessionData, SessionData]>([
    ['each adds a field', {}, { a: 1 }, { b: 1 }, { a: 1, b: 1 }],
    ['each changes a field', { a: 0, b: 0 }, { a: 1, b: 0 }, { a: 0, b: 1 }, { a: 1, b: 1 }],
    ['each removes a field', { a: 0, b: 0 }, { b: 0 }, { a: 0 }, {}],
    ['one removes what the other left alone', { a: 0, b: 0 }, { b: 0 }, { a: 0, b: 0 }, { b: 0 }],
    ['both change one field: the later wins', { a: 0 }, { a: 1 }, { a: 2 }, { a: 1 }],
    ['one changes what the other removed', { a: 0 }, { a: 1 }, {}, { a: 1 }],
    ['one removes what the other changed', { a: 0 }, {}, { a: 2 }, {}],
    ['one leaves alone what the other removed', { a: 0, b: 0 }, { a: 0, b: 1 }, { b: 0 }, { b: 1 }],
    [
      'a nested change is a change of its field',
      { a: { x: 0 } },
      { a: { x: 1 } },
      { a: { x: 0 }, b: 1 },
      { a: { x: 1 }, b: 1 },
    ],
  ])('S-B3 %s', (_, before, after, stored, expected) => {
    expect(merge(before, after, stored)).toEqual(expected)
  })

  it('S-B3 keeps what a request wrote where nobody else wrote', () => {
    fc.assert(
      fc.property(data, data, (before, after) => {
        expect(merge(before, after, before)).toEqual(after)
      }),
    )
  })

  it('S-B3 keeps what is stored where a request wrote nothing', () => {
    fc.assert(
      fc.property(data, data, (before, stored) => {
        expect(merge(before, before, stored)).toEqual(stored)
      }),
    )
  })

  it('S-B3 comes to the same, whichever of two requests that wrote different fields is first', () => {
    fc.assert(
      fc.property(data, data, data, (base, one, other) => {
        const mine = Object.fromEntries(Object.entries(one).map(([name, value]) => [`1${name}`, value]))
        const theirs = Object.fromEntries(Object.entries(other).map(([name, value]) => [`2${name}`, value]))
        const [first, second] = [
          { ...base, ...mine },
          { ...base, ...theirs },
        ]
        expect(merge(base, first, second)).toEqual(merge(base, second, first))
      }),
    )
  })

  it('takes a field named __proto__ for a field', () => {
    const after = JSON.parse('{"__proto__":{"admin":true}}') as SessionData
    const merged = merge({}, after, {})
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype)
    expect(JSON.stringify(merged)).toBe('{"__proto__":{"admin":true}}')
  })
})
