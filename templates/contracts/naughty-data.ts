// Session data that stores have lost or changed elsewhere: for round trips through each backend.
import * as fc from 'fast-check'
import type { SessionData } from '../runtime/session-data.ts'

/** Halves of a pair, which UTF-8 cannot say, zero bytes, line ends, and marks that decoders take away. */
const oddText = fc.constantFrom(
  '\ud800',
  '\udfff',
  'a\udc00\ud800b',
  '\0',
  'a\0b',
  '\n',
  '\r\n',
  '\ufeff',
  '\u2028',
  '',
)

const text = fc.oneof(oddText, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }))

const name = text.filter((key) => !RESERVED.has(key))

/** The names of members, and those that would change the object itself: S-L16 drops fields of these names. */
export const RESERVED: ReadonlySet<string> = new Set([
  'id',
  'isNew',
  'regenerate',
  'destroy',
  'save',
  'touch',
  'reload',
  'get',
  'set',
  'data',
  'constructor',
  '__proto__',
])

const value = fc.oneof(text, fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(-0.5, 1e308, 5e-324, 2 ** 53 - 1))

/** Data that JSON keeps as it is: what comes back has to equal what was written. */
export const sessionData: fc.Arbitrary<SessionData> = fc
  .uniqueArray(fc.tuple(name, value), { selector: ([key]) => key, minLength: 1, maxLength: 6 })
  .map((fields) => JSON.parse(JSON.stringify(Object.fromEntries(fields))) as SessionData)
