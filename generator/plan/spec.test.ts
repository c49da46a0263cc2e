// What a config comes to in `spec`, beginning with the config in which nothing is said.
import { expect, it } from 'vitest'
import { express } from '../../templates/targets/express/express.meta.ts'
import { validateConfig, type ValidConfig } from '../config/validate.ts'
import { specOf } from './spec.ts'

function validated(config: object): ValidConfig {
  return validateConfig({
    file: 'sessions.config.ts',
    value: { target: 'express', ...config },
    executed: false,
    placeOf: () => ({ line: 1, column: 1 }),
  })
}

function spec(config: object): Readonly<Record<string, unknown>> {
  const [session] = validated(config).sessions
  if (session === undefined) {
    throw new Error('The config describes no session')
  }
  return specOf({ ...session, target: express })
}

it('case 5 where nothing is said, the defaults are the safe ones', () => {
  expect(spec({})).toMatchObject({
    cookieName: '__Host-session',
    attributes: 'Path=/; HttpOnly; Secure; SameSite=Lax',
    secure: true,
    browserSession: false,
    lifetimeSeconds: { value: 1_209_600, text: '14 * 24 * 60 * 60' },
    http: true,
    websocket: true,
    excludes: false,
    excludeOptKey: 'skipSession',
    sessionIdBytes: 32,
    serverSide: false,
  })
})

it('case 62 the attributes are those of the config', () => {
  const config = { domain: 'example.com', path: '/app', sameSite: 'none', httpOnly: false, maxAge: 60, key: 'sid' }
  expect(spec(config)).toMatchObject({
    cookieName: '__Secure-sid',
    attributes: 'Path=/app; Domain=example.com; Secure; SameSite=None',
    lifetimeSeconds: { value: 60, text: '60' },
  })
})

it.each([
  [16, 22],
  [17, 23],
  [18, 24],
  [32, 43],
  [64, 86],
])('S-P2 case 38 an id of %i bytes has %i characters, in one spelling', (bytes, characters) => {
  const pattern = spec({ backend: 'memory', sessionIdBytes: bytes })['sessionIdPattern'] as RegExp
  const id = Buffer.alloc(bytes, 0xff).toString('base64url')
  expect(id).toHaveLength(characters)
  expect(pattern.test(id)).toBe(true)
  expect(pattern.test(Buffer.alloc(bytes, 0).toString('base64url'))).toBe(true)
  expect([`${id}A`, id.slice(1), `${id.slice(0, -1)}=`, `${id}\n`, ` ${id}`].some((text) => pattern.test(text))).toBe(
    false,
  )
  // Another spelling of the same bytes: the last character has bits to spare.
  if (bytes % 3 !== 0) {
    expect(Buffer.from(`${id.slice(0, -1)}_`, 'base64url')).toEqual(Buffer.from(id, 'base64url'))
    expect(pattern.test(`${id.slice(0, -1)}_`)).toBe(false)
  }
})

it.each([
  ['case 95', ['north', 'south'], ['/north', '/northern/x', '/a/north', '/south'], ['/west']],
  ['case 100', '^/123', ['/123'], ['/456', '/mount/123']],
  ['case 101', ['123', '456'], ['/123', '/456'], ['/789']],
  ['an alternative of its own', ['^/a|b$', 'c'], ['/a', '/xb', '/c'], ['/x']],
])('S-L2 %s excludes what its patterns find in the path: %j', (_, exclude, excluded, included) => {
  const { excludes, exclude: expression } = spec({ exclude })
  expect(excludes).toBe(true)
  expect(excluded.filter((path) => !(expression as RegExp).test(path))).toEqual([])
  expect(included.filter((path) => (expression as RegExp).test(path))).toEqual([])
})

it.each([[[]], [undefined]])('case 104 no pattern excludes nothing: %j', (exclude) => {
  expect(spec({ exclude })['excludes']).toBe(false)
})

it.each(['', '/', '.*', '^/'])('case 105 a pattern that matches every path is a warning: %j', (exclude) => {
  expect(validated({ exclude }).warnings.map(({ message }) => message)).toEqual([
    expect.stringContaining(`'${exclude}' matches every path`),
  ])
})
