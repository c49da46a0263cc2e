// How long these sessions live, by a clock that the tests move.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { withApp } from './test-visitor'

/** As sessions.config.ts says. */
const LIFETIME_MILLISECONDS = 60 * 60 * 1000
const RENEW_AFTER_MILLISECONDS = 5 * 60 * 1000
const ABSOLUTE_TIMEOUT_MILLISECONDS = 12 * 60 * 60 * 1000

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
