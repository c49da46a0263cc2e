// How long these sessions live, by a clock that the tests move.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { withApp } from './test-visitor.js'

/** As sessions.config.ts says. */
const LIFETIME_MILLISECONDS = 2 * 60 * 60 * 1000

it('a session ends when it was not used for its lifetime', () =>
  withApp(async ({ visitor, clock }) => {
    await visitor.write({ testUser: 'ada' })
    clock.advance(LIFETIME_MILLISECONDS)
    assert.deepEqual(await visitor.read(), {})
  }))

it('a session lives until then', () =>
  withApp(async ({ visitor, clock }) => {
    await visitor.write({ testUser: 'ada' })
    clock.advance(LIFETIME_MILLISECONDS - 1)
    assert.deepEqual(await visitor.read(), { testUser: 'ada' })
  }))

it('reading does not renew a session', () =>
  withApp(async ({ visitor, clock }) => {
    await visitor.write({ testUser: 'ada' })
    clock.advance(LIFETIME_MILLISECONDS / 2)
    await visitor.read()
    clock.advance(LIFETIME_MILLISECONDS / 2)
    assert.deepEqual(await visitor.read(), {})
  }))

it('a write does not renew a session', () =>
  withApp(async ({ visitor, clock }) => {
    await visitor.write({ testUser: 'ada' })
    clock.advance(LIFETIME_MILLISECONDS / 2)
    await visitor.write({ testUser: 'grace' })
    clock.advance(LIFETIME_MILLISECONDS / 2)
    assert.deepEqual(await visitor.read(), {})
  }))
