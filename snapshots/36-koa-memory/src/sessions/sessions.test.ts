// What these sessions promise to every visitor: run it after each edit of the code in this folder.
import assert from 'node:assert/strict'
import { SessionNotInstalledError } from './session-errors.js'
import { it } from 'vitest'
import { withApp } from './test-visitor.js'

/** As sessions.config.ts says. */
const COOKIE_NAME = 'session'
const ATTRIBUTES = 'Path=/; Domain=example.com; HttpOnly; SameSite=Lax'

it('a visitor whose handlers only read gets no cookie', () =>
  withApp(async ({ visitor }) => {
    const { setCookie, result } = await visitor.send((session) => [session.isNew, { ...session }])
    assert.deepEqual(result, [true, {}])
    assert.deepEqual(setCookie, [])
  }))

it('the cookie has its name and its attributes, and stays out of caches', () =>
  withApp(async ({ visitor }) => {
    const { setCookie, response } = await visitor.write({ testUser: 'ada' })
    assert.equal(setCookie.length, 1)
    const [pair = '', ...attributes] = setCookie[0]?.split('; ') ?? []
    assert.equal(pair.split('=')[0], COOKIE_NAME)
    const lasting = attributes.filter((attribute) => !/^(Expires|Max-Age)=/.test(attribute))
    assert.deepEqual(new Set(lasting), new Set(ATTRIBUTES.split('; ')))
    assert.equal(response.headers.get('Cache-Control'), 'no-store')
  }))

it('the cookie ends with the browser', () =>
  withApp(async ({ visitor }) => {
    const { setCookie } = await visitor.write({ testUser: 'ada' })
    assert.doesNotMatch(setCookie[0] ?? '', /Expires|Max-Age/)
  }))

it('a session holds what a handler wrote, and each visitor has one', () =>
  withApp(async ({ visitor, visitorWith }) => {
    await visitor.write({ testUser: 'ada' })
    assert.deepEqual(await visitor.read(), { testUser: 'ada' })
    assert.deepEqual(await visitorWith('').read(), {})
  }))

it('a login gets a new id, and keeps nothing of the session before it', () =>
  withApp(async ({ visitor }) => {
    const { result: before } = await visitor.send((session) => Object.assign(session, { testCart: 1 }).id)
    const { result: after } = await visitor.send(async (session) => {
      const next = await session.regenerate()
      return Object.assign(next, { testUser: 'ada' }).id
    })
    assert.notEqual(after, before)
    assert.deepEqual(await visitor.read(), { testUser: 'ada' })
  }))

it('a logout ends the cookie, and empties the session', () =>
  withApp(async ({ visitor }) => {
    await visitor.write({ testUser: 'ada' })
    const { setCookie } = await visitor.send((session) => session.destroy())
    assert.equal(setCookie.length, 1)
    assert.match(setCookie[0] ?? '', /; Max-Age=0(;|$)/)
    assert.equal(visitor.cookie, '')
  }))

it('a session is saved before the head of the response leaves', () =>
  withApp(async ({ visitor }) => {
    let finish = (): void => {}
    const finished = new Promise<void>((resolve) => (finish = resolve))
    async function* body(): AsyncGenerator<string> {
      yield 'The head has left.'
      await finished
    }
    const { response } = await visitor.send((session) => {
      Object.assign(session, { testUser: 'ada' })
      return body()
    })
    assert.deepEqual(await visitor.read(), { testUser: 'ada' })
    finish()
    assert.equal(await response.text(), 'The head has left.')
  }))

it('a write after the response throws where it is made', () =>
  withApp(async ({ visitor }) => {
    const { result } = await visitor.send((session) => Object.assign(session, { testUser: 'ada' }))
    assert.throws(() => Object.assign(Object(result), { testUser: 'eve' }), TypeError)
    assert.deepEqual(await visitor.read(), { testUser: 'ada' })
  }))

it('a cookie that was tampered with is no session, and neither are two of its name', () =>
  withApp(async ({ visitor, visitorWith }) => {
    await visitor.write({ testUser: 'ada' })
    const { cookie } = visitor
    const tampered = cookie.replace(/.(?=.{9}$)/, (character) => (character === 'A' ? 'B' : 'A'))
    assert.deepEqual(await visitorWith(tampered).read(), {})
    assert.deepEqual(await visitorWith(`${cookie}; ${cookie}`).read(), {})
    assert.deepEqual(await visitorWith(`${COOKIE_NAME}=__proto__`).read(), {})
    assert.deepEqual(await visitorWith(cookie).read(), { testUser: 'ada' })
  }))

it('a path that is excluded has no session', () =>
  withApp(async ({ visitor }) => {
    const { error } = await visitor.send((session) => session.isNew, '/health')
    assert.ok(error instanceof SessionNotInstalledError)
  }))
