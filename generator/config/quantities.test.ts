import { describe, expect, it } from 'vitest'
import { duration, secondsText, secondsWords } from './quantities.ts'

describe('a duration', () => {
  it.each([
    [900, 900],
    ['30s', 30],
    ['15m', 900],
    ['12h', 43_200],
    ['14d', 1_209_600],
    ['1w', 604_800],
  ])('S-C2 %j is %i seconds', (written, seconds) => {
    expect(duration.parse(written)).toBe(seconds)
  })

  it.each([
    0,
    -1,
    0.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '15',
    '15 m',
    '15M',
    '-15m',
    '1.5h',
    '',
    'm',
    '15ms',
    null,
    true,
    [15],
  ])('S-C2 %j is none', (written) => {
    expect(duration.safeParse(written).success).toBe(false)
  })
})

it.each([
  [1, '1', '1 second'],
  [59, '59', '59 seconds'],
  [60, '60', '1 minute'],
  [90, '90', '90 seconds'],
  [900, '15 * 60', '15 minutes'],
  [3600, '60 * 60', '1 hour'],
  [5400, '90 * 60', '90 minutes'],
  [43_200, '12 * 60 * 60', '12 hours'],
  [86_400, '24 * 60 * 60', '1 day'],
  [1_209_600, '14 * 24 * 60 * 60', '14 days'],
])('S-C2 %i seconds read as people think: %s, %s', (seconds, text, words) => {
  expect(secondsText(seconds)).toBe(text)
  expect(secondsWords(seconds)).toBe(words)
})
