import { describe, expect, it } from 'vitest'
import { express } from '../../templates/targets/express/express.meta.ts'
import { cookie } from '../../templates/backends/cookie/cookie.meta.ts'
import { redis } from '../../templates/backends/redis/redis.meta.ts'
import type { SessionInput } from '../config/schema.ts'
import { sessionSchema } from '../config/schema.ts'
import { chooseTesting, type TestingChoice } from './testing.ts'

function choose(config: SessionInput, backend = cookie): TestingChoice {
  return chooseTesting({
    name: null,
    config: sessionSchema.parse(config),
    target: express,
    backend,
    backendOptions: backend.options.parse({}) as Record<string, unknown>,
  })
}

function specOf(config: SessionInput): TestingChoice['spec'] {
  return choose({ tests: 'vitest', ...config }).spec
}

describe('chooseTesting', () => {
  it('S-A2 adds nothing to a plan where neither tests nor kit are wanted', () => {
    expect(choose({})).toEqual({ modules: [], slots: {}, spec: {} })
  })

  it('S-O4 takes the tests that go with the side of the backend, and memory where there may be no server', () => {
    const names = ({ modules }: TestingChoice): readonly string[] => modules.map(({ name }) => name)
    expect(names(choose({ tests: 'jest' }))).toContain('sessions-sealed.test')
    expect(names(choose({ tests: 'jest' }))).not.toContain('memory-backend')
    expect(names(choose({ tests: 'jest' }, redis))).toContain('sessions-store.test')
    expect(names(choose({ tests: 'jest' }, redis))).toContain('memory-backend')
    expect(names(choose({ testKit: true }))).not.toContain('sessions.test')
  })

  it.each([
    ['vitest', 'vitest'],
    ['jest', '@jest/globals'],
    ['node:test', 'node:test'],
  ] as const)('S-O4 %s is imported from %s', (tests, name) => {
    expect(choose({ tests }).slots['slots/test-runner.ts']).toBe(name)
  })

  it.each([
    [[], ''],
    [['^/health$'], '/health'],
    [['^/assets/'], '/assets/'],
    [['^/files/\\w+$', '^/robots\\.txt$'], '/robots.txt'],
    [['\\.png$'], ''],
    [['^//x'], ''],
    [['^/a/../b'], ''],
  ])('S-L2 a path that %j excludes is %s', (exclude, path) => {
    expect(specOf({ exclude })['excludedPath']).toBe(path)
  })

  it.each([
    [[], '/'],
    [['^/$'], '/session'],
    [['^/(?!app)'], '/app'],
  ])('S-L2 a path that %j leaves is %s', (exclude, path) => {
    expect(specOf({ exclude })['includedPath']).toBe(path)
  })

  it.each([
    [{ maxAge: '1h' }, true, false],
    [{ maxAge: '1h', absoluteTimeout: '1h' }, false, true],
    [{ maxAge: '1h', absoluteTimeout: '12h' }, true, true],
    [{ maxAge: '1h', absoluteTimeout: '12h', renew: 'never' }, true, false],
    [{ maxAge: '1m', absoluteTimeout: '400d' }, true, false],
    [{ maxAge: '10h', absoluteTimeout: '16h', renewAfter: '9h' }, false, true],
  ] as const)('S-L13 of %j a renewal is seen: %s, and the end at last: %s', (config, renewal, end) => {
    const { isRenewalSeen, isAbsoluteTimeoutSeen } = specOf(config)
    expect([isRenewalSeen, isAbsoluteTimeoutSeen]).toEqual([renewal, end])
  })
})
