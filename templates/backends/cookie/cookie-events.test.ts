// What is told of a session in its cookie, and what of its data is checked.
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { SessionEvent } from '../../runtime/session-events.ts'
import type { Spec } from '../../runtime/spec.ts'
import { Browser, DAY, SECRET, variant } from './cookie.harness.ts'

const KEY = '__Host-session'
const START = Date.UTC(2026, 0, 1)
const ends: (() => void)[] = []

afterEach(() => {
  vi.unstubAllEnvs()
  ends.splice(0).forEach((end) => end())
})

/** An application with these choices, and what it told since it was last asked. */
async function open(choices: Partial<Spec>) {
  const application = await variant(choices)
  const { onSessionEvent } = await import('../../runtime/session-events.ts')
  const events: SessionEvent[] = []
  ends.push(onSessionEvent((event) => events.push(event)))
  const clock = { now: START }
  const backend = new application.CookieBackend({ secrets: SECRET, now: () => clock.now })
  const browser = new Browser(application, backend)
  const sealOf = async (data: string): Promise<string> => {
    const times = { createdAt: START, renewedAt: START, expiresAt: START + DAY }
    return `${KEY}=${await application.sealText(`${JSON.stringify({ id: 'i'.repeat(43), ...times })}\n${data}`)}`
  }
  return { application, browser, clock, sealOf, told: () => events.splice(0) }
}

describe.each([true, false])('events (node: %s)', (node) => {
  it('S-O3 tell of a session by the same text from its beginning until it is emptied', async () => {
    const { browser, clock, told } = await open({ events: true, node })
    await browser.visit()
    expect(told()).toEqual([])
    await browser.visit(({ session }) => (session['user'] = 'ada'))
    const [first] = told()
    const session = first !== undefined && 'session' in first ? first.session : null
    expect(session).toMatch(/^[\w-]{12}$/)
    expect(first).toEqual({ type: 'create', session })
    await browser.visit(({ session: one }) => (one['note'] = 'secret'))
    expect(told()).toEqual([
      { type: 'load', session },
      { type: 'save', session },
    ])
    clock.now = START + 2 * DAY
    await browser.visit()
    expect(told()).toEqual([
      { type: 'load', session },
      { type: 'renew', session },
    ])
    await browser.visit(({ session: one }) => Object.keys(one).forEach((name) => Reflect.deleteProperty(one, name)))
    expect(told()).toEqual([
      { type: 'load', session },
      { type: 'destroy', session },
    ])
  })

  it('S-O3 tell of a destroy() once', async () => {
    const { browser, told } = await open({ events: true, node })
    await browser.visit(({ session }) => (session['user'] = 'ada'))
    told()
    await browser.visit(({ session }) => session.destroy())
    expect(told()).toMatchObject([{ type: 'load' }, { type: 'destroy' }])
  })

  it('S-O3 tell why what came is no session', async () => {
    const { browser, sealOf, told } = await open({ events: true, node })
    await browser.visit(() => {}, { cookie: 'other=1' })
    expect(told()).toEqual([])
    await browser.visit(() => {}, { cookie: `${KEY}-1=part` })
    expect(told()).toEqual([{ type: 'reject', reason: 'malformed' }])
    await browser.visit(() => {}, { cookie: `${KEY}=nothing-that-we-sealed` })
    expect(told()).toEqual([{ type: 'reject', reason: 'unknown' }])
    const { session } = await browser.visit(() => {}, { cookie: await sealOf('[]') })
    expect(told()).toEqual([{ type: 'corrupt', session: expect.stringMatching(/^[\w-]{12}$/) as string }])
    expect({ ...session }).toEqual({})
  })
})

describe('data that is checked', () => {
  it('S-D2 what the schema does not allow is not sealed, and the response fails', async () => {
    const { browser } = await open({ checksData: true })
    await browser.visit(({ session }) => (session['user'] = 'ada'))
    const write = browser.visit(({ session }) => (session['visits'] = 'many'))
    await expect(write).rejects.toMatchObject({ name: 'SessionDataError', field: 'visits' })
    expect(await browser.read()).toEqual({ user: 'ada' })
  })

  it('S-D3 a session that was sealed with other data begins anew, or is an error', async () => {
    const discarding = await open({ checksData: true, onInvalidData: 'discard' })
    const cookie = await discarding.sealOf('{"user":"ada","visits":"many"}')
    expect(await discarding.browser.read({ cookie })).toEqual({})
    const rejecting = await open({ checksData: true, onInvalidData: 'reject' })
    await expect(rejecting.browser.read({ cookie })).rejects.toMatchObject({ name: 'SessionDataError' })
    expect(await (await open({})).browser.read({ cookie })).toEqual({ user: 'ada', visits: 'many' })
  })
})

it('S-L10 in production save() is an error once the head has left: no cookie could hold the change', async () => {
  const { browser } = await open({})
  vi.stubEnv('NODE_ENV', 'production')
  const scope = 'websocket'
  const { connection, session } = await browser.visit(({ session: one }) => (one['user'] = 'ada'), { scope })
  expect(connection.headSent).toBe(true)
  if (Object.isFrozen(session)) {
    expect.fail('the write would throw: there would be nothing to save')
  }
  session['note'] = 'late'
  await expect(session.save()).rejects.toMatchObject({ name: 'SessionLateError' })
})
