// What stands between a request and a handler that changes something: other sites, tokens, and how long ago somebody signed in.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { PLAIN_REQUEST } from '../contracts/request-source.ts'
import { choose, NOW } from './requests.harness.ts'

afterEach(() => vi.unstubAllEnvs())

describe('csrf', () => {
  const foreign = { ...PLAIN_REQUEST, origin: 'https://evil.example', fetchSite: 'cross-site', host: 'app.test' }

  it.each([
    ['POST', true, 'CrossOriginError'],
    ['GET', true, null],
    ['POST', false, null],
  ])('S-O1 %s from another site, with the option %s: %s', async (method, csrf, error) => {
    const { backend, begin, down } = await choose({ csrf })
    const calls = down()
    const request = begin(backend, 'A'.repeat(43), 'http', { ...foreign, method })
    // The store is away: whoever got as far as it fails with its error.
    await expect(request).rejects.toMatchObject({ name: error ?? 'SessionStoreError' })
    expect(calls.calls).toHaveLength(error === null ? 1 : 0)
  })

  it('S-O1 a token from before the login is not good after it', async () => {
    const { backend, request } = await choose({ csrf: true, csrfToken: true })
    const { csrfToken, requireCsrfToken } = await import('./csrf-token.ts')
    await request(backend, null, async (session) => {
      const token = csrfToken(session)
      requireCsrfToken(session, token)
      const next = await session.regenerate({ keep: true })
      expect(() => requireCsrfToken(next, token)).toThrow('no CSRF token of its session')
      const another = csrfToken(next)
      requireCsrfToken(next, another)
      expect(() => requireCsrfToken(next, `${another.slice(0, -2)}AA`)).toThrow('no CSRF token of its session')
    })
  })
})

describe('requireRecentAuth', () => {
  it('S-O7 refuses who never authenticated, and who did recentAuthSeconds ago, but nobody before that', async () => {
    const { backend, clock, request } = await choose({ recentAuth: true, recentAuthSeconds: 60 })
    const { requireRecentAuth } = await import('./recent-auth.ts')
    await request(backend, null, (session) => {
      expect(() => requireRecentAuth(session)).toThrow('The user has to authenticate again')
      session.markAuthenticated()
      expect(() => requireRecentAuth(session)).not.toThrow()
      clock.now = NOW + 59_999
      expect(() => requireRecentAuth(session)).not.toThrow()
      clock.now = NOW + 60_000
      expect(() => requireRecentAuth(session)).toThrow('The user has to authenticate again')
    })
  })
})

describe('the sessions of a user', () => {
  it.each(['merge', 'reject'] as const)(
    'S-B3 a session that becomes a user’s makes room for itself: %s',
    async (onConflict) => {
      const { backend, clock, login, read, request, stored } = await choose({
        onConflict,
        users: 'limited',
        userKey: 'user',
        maxPerUser: 1,
      })
      const first = await login()
      clock.now = NOW + 1
      const { cookie } = await request(backend, null, (session) => Object.assign(session, { cart: 'a lamp' }))
      await request(backend, cookie, (session) => Object.assign(session, { user: 'ada' }))
      expect(await stored(String(cookie))).toMatchObject({ version: 2, userId: 'ada' })
      expect(await read(backend, first)).toEqual({})
      expect(await read(backend, cookie)).toEqual({ cart: 'a lamp', user: 'ada' })
    },
  )
})
