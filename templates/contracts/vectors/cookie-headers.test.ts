// Cookie headers in the form of the http-state tests: what a server reads of each.
import { PLAIN_REQUEST } from '../request-source.ts'
import { expect, it } from 'vitest'
import { readCookies } from '../../runtime/session-cookie.ts'
import { cookieVectors } from './published.ts'

it.each(cookieVectors)('S-P1 $test $received', ({ received, read }) => {
  const nothing = { source: PLAIN_REQUEST, excluded: null, session: null, accessed: false, headSent: false }
  const connection = { scope: 'http' as const, path: '/', cookieHeader: received, secure: true, ...nothing }
  const pairs = read.map(({ name, value }) => [name, value])
  expect(readCookies(connection, () => true)).toEqual(pairs)
  expect(readCookies(connection, (name) => name === 'foo')).toEqual(pairs.filter(([name]) => name === 'foo'))
})
