// Which requests of other pages are refused (S-O1), and the tokens that a page sends back: on the authored modules.
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { RequestSource } from './csrf.ts'
import { choose } from './requests.harness.ts'

afterEach(() => vi.unstubAllEnvs())

const HOST = 'app.test'
const OWN = `https://${HOST}`
const EVIL = 'https://evil.example'
const LISTED = 'https://shop.example'

/** Whether a POST gets as far as its handler. */
async function lets(choices: object, source: Partial<RequestSource>, cookie: string | null = 'any'): Promise<boolean> {
  const { backend, begin } = await choose({ csrf: true, ...choices })
  const asked = begin(backend, cookie, 'http', { method: 'POST', origin: null, fetchSite: null, host: HOST, ...source })
  const error = await asked.then(
    () => null,
    (thrown: Error) => thrown.name,
  )
  expect([null, 'CrossOriginError']).toContain(error)
  return error === null
}

describe('S-O1 of the same host', () => {
  it.each<[string | null, string | null, boolean]>([
    [OWN, 'same-origin', true],
    [OWN, null, true],
    [`http://${HOST}`, null, true],
    [null, 'same-origin', true],
    [null, 'none', true],
    ['null', 'same-origin', true],
    ['null', null, false],
    ['null', 'cross-site', false],
    ['null', 'none', false],
    [OWN, 'same-site', false],
    [OWN, 'cross-site', false],
    [null, 'same-site', false],
    [null, 'cross-site', false],
    [EVIL, 'same-origin', false],
    [EVIL, null, false],
    [`${OWN}.evil.example`, null, false],
    [`${OWN}:8443`, null, false],
    [HOST, null, false],
    ['', 'same-origin', false],
  ])('Origin %s with Sec-Fetch-Site %s: %s', async (origin, fetchSite, isLet) => {
    expect(await lets({ sameOrigin: true }, { origin, fetchSite })).toBe(isLet)
  })

  it('a request without a Host is from nowhere', async () => {
    expect(await lets({ sameOrigin: true }, { origin: 'https://null', host: null })).toBe(false)
  })
})

describe('S-O1 of the listed origins', () => {
  const choices = { sameOrigin: false, origins: [LISTED] }

  it.each<[string | null, string | null, boolean]>([
    [LISTED, 'cross-site', true],
    [LISTED, 'same-site', true],
    [LISTED, 'same-origin', true],
    [LISTED, 'none', true],
    [LISTED, null, true],
    [LISTED, 'sideways', false],
    [null, 'same-origin', true],
    [null, 'none', true],
    [null, 'same-site', false],
    [null, 'cross-site', false],
    ['null', 'same-origin', true],
    ['null', 'cross-site', false],
    [OWN, null, false],
    [EVIL, 'same-origin', false],
    [`${LISTED}/`, 'cross-site', false],
  ])('Origin %s with Sec-Fetch-Site %s: %s', async (origin, fetchSite, isLet) => {
    expect(await lets(choices, { origin, fetchSite })).toBe(isLet)
  })
})

it.each([
  ['production', 'a cookie', false],
  ['production', null, true],
  ['development', 'a cookie', true],
] as const)('S-O1 in %s, with neither header and %s: %s', async (environment, cookie, isLet) => {
  vi.stubEnv('NODE_ENV', environment)
  expect(await lets({}, {}, cookie)).toBe(isLet)
})

it('S-O1 S-O3 what is refused is told', async () => {
  const { backend, begin, onEvent } = await choose({ csrf: true, events: true })
  const events: unknown[] = []
  const stop = onEvent((event) => events.push(event))
  const source = { method: 'POST', origin: EVIL, fetchSite: 'cross-site', host: HOST }
  await expect(begin(backend, null, 'http', source)).rejects.toThrow()
  expect(events).toEqual([{ type: 'reject', reason: 'cross-origin' }])
  stop()
  await expect(begin(backend, null, 'http', source)).rejects.toThrow()
  expect(events).toHaveLength(1)
})

it.each(['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'QUERY', 'get', ''])(
  'S-O1 of another site, %s',
  async (method) => {
    const isSafe = ['GET', 'HEAD', 'OPTIONS'].includes(method)
    expect(await lets({}, { method, origin: EVIL, fetchSite: 'cross-site' })).toBe(isSafe)
  },
)

it('what a request of Node says is read from its headers, one that came twice as what nobody knows', async () => {
  const { sourceOf } = await import('./csrf.ts')
  const headers = { origin: OWN, 'sec-fetch-site': 'same-origin', host: HOST }
  const source = { method: 'POST', origin: OWN, fetchSite: 'same-origin', host: HOST }
  expect(sourceOf({ method: 'POST', headers })).toEqual(source)
  expect(sourceOf({ headers: {} })).toEqual({ method: '', origin: null, fetchSite: null, host: null })
  expect(sourceOf({ headers: { origin: [OWN, EVIL] } }).origin).toBe(`${OWN},${EVIL}`)
})

describe('S-O1 tokens', () => {
  const choices = { csrfToken: true, events: true }

  it('are of one form, never the same twice, and good together', async () => {
    const { backend, request } = await choose(choices)
    const { csrfToken, requireCsrfToken } = await import('./csrf-token.ts')
    await request(backend, null, (session) => {
      const tokens = Array.from({ length: 20 }, () => csrfToken(session))
      expect(new Set(tokens).size).toBe(20)
      for (const token of tokens) {
        expect(token).toMatch(/^[\w-]{86}$/)
        expect(() => requireCsrfToken(session, token)).not.toThrow()
      }
    })
  })

  it('are refused where one bit of them is another, where they are another session’s, and where there is none', async () => {
    const { backend, onEvent, request } = await choose(choices)
    const { csrfToken, requireCsrfToken } = await import('./csrf-token.ts')
    const { decodeBase64url, encodeBase64url } = await import('./base64url.ts')
    const events: unknown[] = []
    onEvent((event) => events.push(event))
    const refuse = (session: Parameters<typeof csrfToken>[0], token: unknown): void =>
      expect(() => requireCsrfToken(session, token)).toThrow('no CSRF token of its session')
    let foreign = ''
    await request(backend, null, (session) => void (foreign = csrfToken(session)))
    events.splice(0)
    await request(backend, null, (session) => {
      refuse(session, foreign)
      const token = csrfToken(session)
      const bytes = decodeBase64url(token) ?? new Uint8Array()
      expect(bytes).toHaveLength(64)
      for (const at of bytes.keys()) {
        const changed = Uint8Array.from(bytes)
        changed[at] = (changed[at] ?? 0) ^ 0x80
        refuse(session, encodeBase64url(changed))
      }
      const others = [foreign, '', `${token}A`, token.slice(1), `${token.slice(1)}!`, undefined, null, 86, [token]]
      others.forEach((other) => refuse(session, other))
      expect(() => requireCsrfToken(session, token)).not.toThrow()
      expect(events).toEqual(Array.from({ length: 74 }, () => ({ type: 'reject', reason: 'csrf-token' })))
    })
  })

  it.each(['', 'AAAA', 'not base64url!', 5])('are not made from a secret that was spoilt: %s', async (spoilt) => {
    const { backend, request } = await choose(choices)
    const { CSRF_SECRET, csrfToken, requireCsrfToken } = await import('./csrf-token.ts')
    await request(backend, null, (session) => {
      Object.assign(session, { [CSRF_SECRET]: spoilt })
      expect(() => requireCsrfToken(session, 'A'.repeat(86))).toThrow('no CSRF token of its session')
      expect(() => requireCsrfToken(session, csrfToken(session))).not.toThrow()
    })
  })
})
