import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Spec } from '../../runtime/spec.ts'
import { Browser, DAY, OTHER_SECRET, pairOf, SECRET, type Variant, variant } from './cookie.harness.ts'

const START = Date.UTC(2026, 0, 1)

afterEach(() => vi.unstubAllEnvs())

async function open(
  choices: Partial<Spec>,
): Promise<{ browser: Browser; clock: { now: number }; application: Variant }> {
  const clock = { now: START }
  const application = await variant(choices)
  const backend = new application.CookieBackend({ secrets: SECRET, now: () => clock.now })
  return { browser: new Browser(application, backend), clock, application }
}

describe('S-L13 renew', () => {
  it("'never': a write keeps the deadline, and goes out with it", async () => {
    const { browser, clock } = await open({ renew: 'never' })
    await browser.visit(({ session }) => (session['user'] = 'ada'))
    clock.now = START + 13 * DAY
    expect((await browser.visit()).setCookie).toEqual([])
    const { setCookie } = await browser.visit(({ session }) => (session['tab'] = 1))
    expect(setCookie).toEqual([expect.stringContaining('; Expires=Thu, 15 Jan 2026 00:00:00 GMT; Max-Age=86400; ')])
    expect(await browser.read()).toEqual({ user: 'ada', tab: 1 })
    clock.now = START + 14 * DAY
    expect(await browser.read({ cookie: await browser.cookies() })).toEqual({})
  })

  it("'on-write': a write moves the deadline, a read does not, touch does", async () => {
    const { browser, clock } = await open({ renew: 'on-write' })
    await browser.visit(({ session }) => (session['user'] = 'ada'))
    clock.now = START + 13 * DAY
    expect((await browser.visit()).setCookie).toEqual([])
    expect((await browser.visit(({ session }) => session.touch())).setCookie).toHaveLength(1)
    clock.now = START + 26 * DAY
    expect((await browser.visit(({ session }) => (session['tab'] = 1))).setCookie).toHaveLength(1)
    clock.now = START + 39 * DAY
    expect(await browser.read()).toEqual({ user: 'ada', tab: 1 })
  })

  it('never past the absolute timeout', async () => {
    const { browser, clock } = await open({ absoluteTimeout: true, absoluteTimeoutSeconds: 20 * 24 * 60 * 60 })
    await browser.visit(({ session }) => (session['user'] = 'ada'))
    clock.now = START + 10 * DAY
    expect((await browser.visit()).setCookie).toEqual([expect.stringContaining('; Max-Age=864000; ')])
    clock.now = START + 15 * DAY
    expect((await browser.visit(({ session }) => session.touch())).setCookie).toEqual([])
    expect((await browser.visit(({ session }) => (session['tab'] = 1))).setCookie).toEqual([
      expect.stringContaining('; Max-Age=432000; '),
    ])
    clock.now = START + 20 * DAY
    expect(await browser.read({ cookie: await browser.cookies() })).toEqual({})
  })
})

describe('the other choices', () => {
  it('S-P3 a cookie that ends with the browser has no lifetime; the session inside has one', async () => {
    const { browser, clock } = await open({ browserSession: true, lifetimeSeconds: 60 * 60 })
    const { setCookie } = await browser.visit(({ session }) => (session['user'] = 'ada'))
    expect(setCookie[0]).toMatch(/^__Host-session=[\w-]+; HttpOnly; Path=\/; SameSite=Lax; Secure$/)
    clock.now = START + 60 * 60 * 1000
    expect(await browser.read()).toEqual({})
  })

  it("secure 'auto' follows the connection", async () => {
    const { browser } = await open({
      cookieName: 'session',
      secure: 'auto',
      attributes: 'HttpOnly; Path=/; SameSite=Lax',
    })
    const lines = await Promise.all(
      [true, false].map(async (secure) => {
        const { setCookie } = await browser.visit(({ session }) => (session['user'] = secure), { secure, cookie: null })
        return setCookie[0]?.endsWith('; Secure')
      }),
    )
    expect(lines).toEqual([true, false])
  })

  it('S-K2 applications with other names, or other cookie names, do not open each other', async () => {
    const sealed = await sealedBy({})
    expect(await dataOf({}, sealed)).toEqual({ user: 'ada' })
    expect(await dataOf({ applicationId: 'shop' }, sealed)).toEqual({})
    expect(await dataOf({ cookieName: 'admin' }, sealed)).toEqual({})
    expect(await dataOf({ applicationId: 'shop' }, await sealedBy({ applicationId: 'shop' }))).toEqual({ user: 'ada' })
  })

  it('S-T2 what one engine seals the other opens', async () => {
    const { browser: onNode } = await open({ node: true })
    const { browser: onWeb } = await open({ node: false })
    await onNode.visit(({ session }) => (session['text'] = 'é'.repeat(2_000)))
    expect(await onWeb.read({ cookie: await onNode.cookies() })).toEqual({ text: 'é'.repeat(2_000) })
    await onWeb.visit(({ session }) => (session['user'] = 'ada'))
    expect(await onNode.read({ cookie: await onWeb.cookies() })).toEqual({ user: 'ada' })
  })

  it.each([true, false])('S-K4 the keys come from the variable that the config names (node: %s)', async (node) => {
    const { CookieBackend } = await variant({ node, secretsVariable: 'SHOP_SECRETS' })
    expect(() => new CookieBackend()).toThrow('SHOP_SECRETS is not set')
    vi.stubEnv('SHOP_SECRETS', `${OTHER_SECRET},${OTHER_SECRET}`)
    expect(() => new CookieBackend()).toThrow('SHOP_SECRETS: key 2 of 2 repeats another one')
    vi.stubEnv('SHOP_SECRETS', OTHER_SECRET)
    expect(new CookieBackend()).toBeInstanceOf(CookieBackend)
  })
})

/** What the cookie of a session holds with these choices. */
async function sealedBy(choices: Partial<Spec>): Promise<string> {
  const { browser } = await open(choices)
  const { setCookie } = await browser.visit(({ session }) => (session['user'] = 'ada'))
  return pairOf(setCookie[0] ?? '')[1]
}

/** What a session with these choices reads from that. */
async function dataOf(choices: Partial<Spec>, value: string): Promise<object> {
  const { browser, application } = await open(choices)
  return browser.read({ cookie: `${application.spec.cookieName}=${value}` })
}
