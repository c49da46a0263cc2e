// What these sessions promise because their cookies are sealed: nobody reads or makes one without the key.
import assert from 'node:assert/strict'
import { it } from 'vitest'
import { withApp } from './test-visitor'

it('a cookie does not show what the session holds', () =>
  withApp(async ({ visitor }) => {
    await visitor.write({ testUser: 'ada lovelace' })
    const value = visitor.cookie.slice(visitor.cookie.indexOf('=') + 1)
    const bytes = atob(value.replaceAll('-', '+').replaceAll('_', '/'))
    assert.equal(bytes.includes('ada'), false)
  }))

it('a session is sealed anew each time: two cookies of one session do not look alike', () =>
  withApp(async ({ visitor }) => {
    await visitor.write({ testUser: 'ada' })
    const before = visitor.cookie
    await visitor.write({ testUser: 'eve' })
    await visitor.write({ testUser: 'ada' })
    assert.notEqual(visitor.cookie, before)
  }))

it('a cookie that another key sealed is no session', () =>
  withApp(async ({ visitor }) => {
    await visitor.write({ testUser: 'ada' })
    await withApp(async ({ visitorWith }) => {
      assert.deepEqual(await visitorWith(visitor.cookie).read(), {})
    })
    assert.deepEqual(await visitor.read(), { testUser: 'ada' })
  }))
