// How long these sessions live, by a clock that the tests move.
import assert from 'node:assert/strict'
import { it } from '../slots/test-runner.ts'
import { withApp } from './test-visitor.ts'
import { spec } from './testing.spec.ts'

/** As sessions.config.ts says. */
const LIFETIME_MILLISECONDS = spec.lifetimeSeconds * 1000
// @when spec.renew === 'on-access'
const RENEW_AFTER_MILLISECONDS = spec.renewAfterSeconds * 1000
// @when spec.isAbsoluteTimeoutSeen
const ABSOLUTE_TIMEOUT_MILLISECONDS = spec.absoluteTimeoutSeconds * 1000

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

// @when spec.renew === 'on-access' && spec.isRenewalSeen
it('use renews a session', () =>
  withApp(async ({ visitor, clock }) => {
    await visitor.write({ testUser: 'ada' })
    clock.advance(RENEW_AFTER_MILLISECONDS)
    await visitor.read()
    clock.advance(LIFETIME_MILLISECONDS - 1)
    assert.deepEqual(await visitor.read(), { testUser: 'ada' })
  }))

// @when spec.renew === 'on-access'
it('use does not renew a session that was renewed a short time ago', () =>
  withApp(async ({ visitor, clock }) => {
    await visitor.write({ testUser: 'ada' })
    clock.advance(RENEW_AFTER_MILLISECONDS - 1)
    assert.deepEqual((await visitor.send((session) => session.isNew)).setCookie, [])
    clock.advance(LIFETIME_MILLISECONDS - RENEW_AFTER_MILLISECONDS + 1)
    assert.deepEqual(await visitor.read(), {})
  }))

// @when spec.renew === 'on-write' && spec.isRenewalSeen
it('a write renews a session', () =>
  withApp(async ({ visitor, clock }) => {
    await visitor.write({ testUser: 'ada' })
    clock.advance(LIFETIME_MILLISECONDS / 2)
    await visitor.write({ testUser: 'grace' })
    clock.advance(LIFETIME_MILLISECONDS - 1)
    assert.deepEqual(await visitor.read(), { testUser: 'grace' })
  }))

// @when spec.renew !== 'on-access'
it('reading does not renew a session', () =>
  withApp(async ({ visitor, clock }) => {
    await visitor.write({ testUser: 'ada' })
    clock.advance(LIFETIME_MILLISECONDS / 2)
    await visitor.read()
    clock.advance(LIFETIME_MILLISECONDS / 2)
    assert.deepEqual(await visitor.read(), {})
  }))

// @when spec.renew === 'never'
it('a write does not renew a session', () =>
  withApp(async ({ visitor, clock }) => {
    await visitor.write({ testUser: 'ada' })
    clock.advance(LIFETIME_MILLISECONDS / 2)
    await visitor.write({ testUser: 'grace' })
    clock.advance(LIFETIME_MILLISECONDS / 2)
    assert.deepEqual(await visitor.read(), {})
  }))

// @when spec.isAbsoluteTimeoutSeen
it('a session ends, however often it is renewed', () =>
  withApp(async ({ visitor, clock }) => {
    await visitor.write({ testRenewed: 'never' })
    const step = LIFETIME_MILLISECONDS - 1
    let age = 0
    for (; age + step < ABSOLUTE_TIMEOUT_MILLISECONDS; age += step) {
      clock.advance(step)
      const { result } = await visitor.send((session) => {
        const isThere = 'testRenewed' in session
        Object.assign(session, { testRenewed: clock.now() })
        return isThere
      })
      assert.equal(result, true)
    }
    clock.advance(ABSOLUTE_TIMEOUT_MILLISECONDS - age)
    assert.deepEqual(await visitor.read(), {})
  }))
