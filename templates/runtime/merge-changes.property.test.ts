// The laws of merging what two requests changed, over any data: those that S-B3 promises of every store.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RUNS } from '../contracts/property-runs.ts'
import { mergeChanges } from './merge-changes.ts'
import type { SessionData } from './session-data.ts'

const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const merge = (before: SessionData, after: SessionData, stored: SessionData): SessionData =>
  mergeChanges(before, after, stored, (name) => isEqual(before[name], after[name]))

/** Few names, so that requests meet; those that objects inherit among them. */
const name = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor', 'toString', '0', '1', '')
const value: fc.Arbitrary<unknown> = fc.constantFrom(0, 1, '', 'x', null, [], [0], {}, { x: 0 }, { x: { y: [1] } })
const data = fc
  .uniqueArray(fc.tuple(name, value), { selector: ([key]) => key })
  .map((fields) => Object.fromEntries(fields) as SessionData)

const fieldsOf = (session: SessionData): Map<string, unknown> => new Map(Object.entries(session))

function forAny(law: (before: SessionData, after: SessionData, stored: SessionData) => void): void {
  fc.assert(fc.property(data, data, data, law), { numRuns: RUNS })
}

describe('mergeChanges', () => {
  it('S-B3 takes a field from the request that changed it, and each other one from the store', () => {
    forAny((before, after, stored) => {
      const [old, mine, theirs] = [fieldsOf(before), fieldsOf(after), fieldsOf(stored)]
      const merged = fieldsOf(merge(before, after, stored))
      for (const key of new Set([...old.keys(), ...mine.keys(), ...theirs.keys()])) {
        const isChanged = old.has(key) !== mine.has(key) || !isEqual(old.get(key), mine.get(key))
        const source = isChanged ? mine : theirs
        expect(merged.has(key), key).toBe(source.has(key))
        expect(merged.get(key), key).toEqual(source.get(key))
      }
    })
  })

  it('S-B3 comes to the same when it is done once more, as a lost race makes it', () => {
    forAny((before, after, stored) => {
      const once = merge(before, after, stored)
      expect(JSON.stringify(merge(before, after, once))).toBe(JSON.stringify(once))
    })
  })

  it('S-B3 keeps of three requests that wrote different fields each field, in whichever order they are first', () => {
    const fields = fc.tuple(data, value, value, value)
    const order = fc.shuffledSubarray([0, 1, 2], { minLength: 3 })
    fc.assert(
      fc.property(fields, order, ([base, ...values], turns) => {
        const requests = values.map((written, index) => ({ ...base, [`own${index}`]: written }) as SessionData)
        const end = turns.reduce<SessionData>((stored, turn) => merge(base, requests[turn] ?? {}, stored), base)
        expect(end).toEqual({ ...base, own0: values[0], own1: values[1], own2: values[2] })
      }),
      { numRuns: RUNS },
    )
  })

  it('S-B3 leaves what it was given as it was, and makes a plain object', () => {
    forAny((before, after, stored) => {
      const texts = [before, after, stored].map((one) => JSON.stringify(one))
      const merged = merge(before, after, stored)
      expect([before, after, stored].map((one) => JSON.stringify(one))).toEqual(texts)
      expect(Object.getPrototypeOf(merged)).toBe(Object.prototype)
    })
  })
})
