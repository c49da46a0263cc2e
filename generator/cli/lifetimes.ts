// How long sessions last, as people say it, and as a config does.
import type { Choices } from '../config/new-config.ts'

/** In the order in which they are offered; the first is the usual one. */
export const LIFETIMES: ReadonlyMap<string, Pick<Choices, 'maxAge' | 'idleTimeout' | 'absoluteTimeout'>> = new Map([
  ['Two weeks after its last use: people stay logged in', { maxAge: '14d' }],
  ['A day after its last use', { maxAge: '1d' }],
  ['Half an hour after its last use, 12 hours at most', { maxAge: '30m', absoluteTimeout: '12h' }],
  ['Until the browser is closed, or half an hour after its last use', { maxAge: 'session', idleTimeout: '30m' }],
])

export const OTHER_LIFETIME = 'Another time'
