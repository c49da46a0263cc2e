// The presets of NIST SP 800-63B-4: what they fill in, and what they say of a config that goes beyond them.
import { describe, expect, it } from 'vitest'
import { lifetimeOf } from '../plan/spec.ts'
import { validateConfig } from './validate.ts'

const HOUR = 60 * 60
const DAY = 24 * HOUR

function validate(value: object) {
  const loaded = { file: 'sessions.config.ts', value, executed: false, placeOf: () => ({ line: 1, column: 1 }) }
  const { sessions, warnings } = validateConfig(loaded, ['express'])
  return { config: sessions[0]?.config, warnings: warnings.map(({ message }) => message) }
}

describe('S-C4 requirement 40 a preset', () => {
  it.each([
    ['aal1', 14 * DAY, 30 * DAY],
    ['aal2', HOUR, DAY],
    ['aal3', 15 * 60, 12 * HOUR],
  ])('%s ends a session after %i seconds without use, and after %i', (preset, lifetime, absolute) => {
    const { config, warnings } = validate({ preset })
    expect(config === undefined ? null : lifetimeOf(config)).toBe(lifetime)
    expect(config?.absoluteTimeout).toBe(absolute)
    expect(warnings).toEqual([])
  })

  it('is the idle timeout of a session that ends with the browser', () => {
    const { config, warnings } = validate({ preset: 'aal2', maxAge: 'session' })
    expect(config).toMatchObject({ maxAge: 'session', idleTimeout: HOUR, absoluteTimeout: DAY })
    expect(warnings).toEqual([])
  })

  it('leaves what is stricter', () => {
    const { config, warnings } = validate({ preset: 'aal2', maxAge: '15m', absoluteTimeout: '8h' })
    expect(config).toMatchObject({ maxAge: 15 * 60, absoluteTimeout: 8 * HOUR })
    expect(warnings).toEqual([])
  })

  it.each<[string, object, string[]]>([
    [
      'a longer maxAge',
      { preset: 'aal2', maxAge: '2h' },
      ['maxAge: departs from NIST SP 800-63B-4, 2.2.3 (AAL2): a session ends 1 hour without use'],
    ],
    [
      'a longer idleTimeout',
      { preset: 'aal3', maxAge: 'session', idleTimeout: '1h' },
      ['idleTimeout: departs from NIST SP 800-63B-4, 2.3.3 (AAL3): a session ends 15 minutes without use'],
    ],
    [
      'a longer absoluteTimeout',
      { preset: 'aal1', absoluteTimeout: '60d' },
      [
        'absoluteTimeout: departs from NIST SP 800-63B-4, 2.1.3 (AAL1): a session ends 30 days after the user authenticated',
      ],
    ],
    [
      'a maxAge beyond both',
      { preset: 'aal3', maxAge: '7d' },
      [
        'maxAge: departs from NIST SP 800-63B-4, 2.3.3 (AAL3): a session ends 15 minutes without use',
        'maxAge: departs from NIST SP 800-63B-4, 2.3.3 (AAL3): a session ends 12 hours after the user authenticated',
      ],
    ],
  ])('doubts %s, and says which line it departs from', (_, config, expected) => {
    expect(validate(config).warnings).toEqual(expected)
  })

  it('does not hide a time that breaks a rule', () => {
    expect(() => validate({ preset: 'aal3', renewAfter: '30m' })).toThrow('has a problem')
  })
})

it('doubts a recentAuth that every session passes', () => {
  expect(validate({ recentAuth: '1d', absoluteTimeout: '1d', maxAge: '1h' }).warnings).toEqual([
    'recentAuth: is no shorter than absoluteTimeout: each session that lives would pass',
  ])
  expect(validate({ recentAuth: '10m', absoluteTimeout: '1d', maxAge: '1h' }).warnings).toEqual([])
})
