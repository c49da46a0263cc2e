// What is allowed, and what is only doubted; what is refused is in fixtures/errors.
import { describe, expect, it } from 'vitest'
import { validateConfig } from './validate.ts'

function warningsOf(value: object): readonly string[] {
  const loaded = { file: 'sessions.config.ts', value, executed: false, placeOf: () => ({ line: 1, column: 1 }) }
  return validateConfig(loaded, ['express']).warnings.map(({ message }) => message)
}

describe('a config', () => {
  it.each<[string, object]>([
    ['nothing at all', {}],
    ['a key of one character, case 3', { key: 'k' }],
    ['a key of 256 characters, case 3', { key: 'k'.repeat(256) }],
    ['a key of every character that a token has', { key: "!#$%&'*+-.^_`|~09azAZ" }],
    ['a long key of words', { key: 'shop-administration-session' }],
    ['the shortest maxAge, case 4', { maxAge: 1 }],
    ['the longest maxAge', { maxAge: '400d' }],
    ['absoluteTimeout of maxAge', { maxAge: '14d', absoluteTimeout: '14d' }],
    ['a host below a public suffix', { domain: 'shop.example.co.uk' }],
    ['a host in capitals', { domain: 'Example.com' }],
    ['a local name that can be registered', { domain: 'app.example.test' }],
    ['session ids of 16 bytes, case 14', { backend: 'memory', sessionIdBytes: 16 }],
    ['an output that begins with ./', { output: './src/sessions' }],
    ['an output that begins with a dot', { output: '.generated/sessions' }],
    ['a local origin', { origins: ['http://localhost:3000', 'https://example.com'] }],
    [
      'patterns that are linear',
      { exclude: ['^/health$', '^/(assets|static)/', '\\.(css|js)$', '^/users/[0-9]+/avatar$'] },
    ],
    ['one pattern with a named group', { exclude: '^/(?<name>a|b)$' }],
    ['a session per tenant', { sessions: { a: { key: 'a' }, b: { key: 'b', backend: 'memory' } } }],
    [
      'two prefixes in one Redis',
      {
        sessions: {
          a: { key: 'a', backend: { type: 'redis', prefix: 'a:' } },
          b: { key: 'b', backend: { type: 'redis', prefix: 'b:' } },
        },
      },
    ],
    ['a prefix for each of two cookies', { sessions: { a: {}, b: { prefix: 'secure' } } }],
  ])('may have %s', (_, config) => {
    expect(warningsOf(config)).toEqual([])
  })

  it.each<[string, object, string]>([
    ['a pattern that matches every path', { exclude: '.*' }, 'matches every path'],
    ['an empty pattern', { exclude: '' }, 'matches every path'],
    ['a path', { path: '/app' }, 'a path is no border'],
    ['secure: false', { secure: false }, 'unencrypted'],
    ['a file system on a web target', { target: 'hono', backend: 'file' }, 'none on Cloudflare Workers'],
  ])('is doubted with %s', (_, config, message) => {
    expect(warningsOf(config)).toEqual([expect.stringContaining(message)])
  })

  it.each<[string, object]>([
    ['one prefix', { type: 'redis' }],
    ['a prefix that begins with the other', { type: 'redis', prefix: 'session:admin:' }],
  ])('S-C3 may not keep two sessions in Redis below %s', (_, backend) => {
    const config = { sessions: { user: { key: 'user', backend: 'redis' }, admin: { key: 'admin', backend } } }

    expect(() => warningsOf(config)).toThrow(
      expect.objectContaining({
        problems: [expect.objectContaining({ message: expect.stringContaining("among those of 'user'") })],
      }),
    )
  })

  it.each([
    [{ type: 'file', directory: './.session-store/' }, true],
    [{ type: 'file', directory: '.session-store/admin' }, true],
    [{ type: 'file', directory: '.session-store-admin' }, false],
  ])('S-C3 may keep two sessions in files if not in one folder: %j', (backend, isRefused) => {
    const config = { sessions: { user: { key: 'user', backend: 'file' }, admin: { key: 'admin', backend } } }
    const check = (): unknown => warningsOf(config)

    if (isRefused) {
      expect(check).toThrow(/has a problem/)
    } else {
      expect(check()).toEqual([])
    }
  })

  it('S-C3 may not have two sessions of one cookie', () => {
    expect(() => warningsOf({ sessions: { user: {}, admin: { backend: 'memory' } } })).toThrow(/has a problem/)
  })
})
