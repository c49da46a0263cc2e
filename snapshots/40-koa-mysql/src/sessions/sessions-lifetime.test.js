// How long these sessions live, by a clock that the tests move.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { withApp } from './test-visitor.js'

/** As sessions.config.ts says. */
const LIFETIME_MILLISECONDS = 14 * 24 * 60 * 60 * 1000
const RENEW_AFTER_MILLISECONDS = 24 * 60 * 60 * 1000

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

it('use renews a session', () =>
  withApp(async ({ visitor, clock }) => {
    await visitor.write({ testUser: 'ada' })
    clock.advance(RENEW_AFTER_MILLISECONDS)
    await visitor.read()
    clock.advance(LIFETIME_MILLISECONDS - 1)
    assert.deepEqual(await visitor.read(), { testUser: 'ada' })
  }))

it('use does not renew a session that was renewed a short time ago', () =>
  withApp(async ({ visitor, clock }) => {
    await visitor.write({ testUser: 'ada' })
    clock.advance(RENEW_AFTER_MILLISECONDS - 1)
    assert.deepEqual((await visitor.send((session) => session.isNew)).setCookie, [])
    clock.advance(LIFETIME_MILLISECONDS - RENEW_AFTER_MILLISECONDS + 1)
    assert.deepEqual(await visitor.read(), {})
  }))
