// What these sessions promise because a store keeps them: requests at the same time, and ids that have ended.
import assert from 'node:assert/strict'
import { it } from 'vitest'
import { withApp } from './test-visitor'

it('a login ends the id before it, whoever else knows that', () =>
  withApp(async ({ visitor, visitorWith }) => {
    await visitor.write({ testUser: 'ada' })
    const old = visitor.cookie
    await visitor.send((session) => session.regenerate({ keep: true }))
    assert.deepEqual(await visitor.read(), { testUser: 'ada' })
    assert.deepEqual(await visitorWith(old).read(), {})
  }))

it('an id that the store does not know is never taken over', () =>
  withApp(async ({ visitor, visitorWith }) => {
    await visitor.write({ testUser: 'ada' })
    const planted = visitor.cookie
    await visitor.send((session) => session.destroy())
    const victim = visitorWith(planted)
    await victim.write({ testUser: 'grace' })
    assert.notEqual(victim.cookie, planted)
    assert.deepEqual(await visitorWith(planted).read(), {})
  }))

it('a logout is final, also for a copy of the cookie and for a request at the same time', () =>
  withApp(async ({ visitor, visitorWith }) => {
    await visitor.write({ testUser: 'ada' })
    const { cookie } = visitor
    const goOn = await visitorWith(cookie).begin((session) => void Object.assign(session, { testUser: 'eve' }))
    await visitor.send((session) => session.destroy())
    const { response, setCookie } = await goOn()
    assert.equal(response.ok, false)
    assert.deepEqual(setCookie, [])
    assert.deepEqual(await visitorWith(cookie).read(), {})
  }))

it('of two requests at the same time, the later write is an error and changes nothing', () =>
  withApp(async ({ visitor }) => {
    await visitor.write({ testUser: 'ada' })
    const goOn = await visitor.begin((session) => void Object.assign(session, { testTheme: 'dark' }))
    await visitor.write({ testCart: 1 })
    assert.equal((await goOn()).response.ok, false)
    assert.deepEqual(await visitor.read(), { testUser: 'ada', testCart: 1 })
  }))
