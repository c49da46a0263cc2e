// The contract of targets: what pages of other sites send with this site's cookies, and tokens of a session.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Caller, errorIn, type Reply, sessionIn } from './contract-client.ts'
import type { ContractConfig, Subject } from './target-contract.ts'

type Headers = Readonly<Record<string, string | readonly string[]>>

const EVIL = 'https://evil.test'

export function describeCsrf(config: ContractConfig, subject: () => Subject): void {
  if (config.csrf !== null) {
    describe('requests of other sites', () => describeOrigins(config, config.csrf ?? 'same', subject))
  }
  if (config.csrfToken) {
    describe('tokens of a session', () => describeTokens(subject))
  }
}

function describeOrigins(config: ContractConfig, origins: 'same' | readonly string[], subject: () => Subject): void {
  const isListed = origins !== 'same'
  const own = (): string => (isListed ? (origins[0] ?? '') : subject().url)
  const write = (caller: Caller, headers: Headers): Promise<Reply> =>
    caller.post('/set?name=color&value=blue', { headers })
  const signedIn = async (): Promise<Caller> => {
    const caller = subject().caller()
    await caller.post('/login?user=ada')
    return caller
  }

  afterEach(() => vi.unstubAllEnvs())

  it.each<[string, (own: string) => Headers, boolean]>([
    ['bad input 179 same-origin, with its origin', (origin) => ({ 'sec-fetch-site': 'same-origin', origin }), true],
    ['bad input 179 same-origin, without an origin', () => ({ 'sec-fetch-site': 'same-origin' }), true],
    ['same-origin of a page without a referrer', () => ({ 'sec-fetch-site': 'same-origin', origin: 'null' }), true],
    ['bad input 180 none', () => ({ 'sec-fetch-site': 'none' }), true],
    ['bad input 181 same-site', () => ({ 'sec-fetch-site': 'same-site' }), false],
    ['bad input 181 same-site of another host', () => ({ 'sec-fetch-site': 'same-site', origin: EVIL }), false],
    ['bad input 181 same-site, listed', (origin) => ({ 'sec-fetch-site': 'same-site', origin }), isListed],
    ['bad input 182 cross-site', () => ({ 'sec-fetch-site': 'cross-site' }), false],
    ['bad input 182 cross-site, with its origin', () => ({ 'sec-fetch-site': 'cross-site', origin: EVIL }), false],
    ['bad input 183 cross-site, listed', (origin) => ({ 'sec-fetch-site': 'cross-site', origin }), isListed],
    ['bad input 184 an unknown value', (origin) => ({ 'sec-fetch-site': 'foo', origin }), false],
    ['bad input 184 an empty value', (origin) => ({ 'sec-fetch-site': '', origin }), false],
    ['bad input 184 other letters', (origin) => ({ 'sec-fetch-site': 'Same-Origin', origin }), false],
    ['bad input 184 two lines', (origin) => ({ 'sec-fetch-site': ['same-origin', 'same-origin'], origin }), false],
    ['bad input 185 its own origin alone', (origin) => ({ origin }), true],
    ['bad input 186 another port', (origin) => ({ origin: `${origin.replace(/:\d+$/, '')}:1` }), false],
    ['bad input 186 another host', () => ({ origin: EVIL }), false],
    ['bad input 186 a host that ends like it', (origin) => ({ origin: origin.replace('://', '://evil') }), false],
    ['bad input 186 a trailing dot', (origin) => ({ origin: origin.replace(/(:\d+)?$/, '.$1') }), false],
    ['bad input 186 capitals', (origin) => ({ origin: origin.toUpperCase() }), false],
    ['bad input 186 a user', (origin) => ({ origin: origin.replace('://', '://user@') }), false],
    ['bad input 186 a trailing slash', (origin) => ({ origin: `${origin}/` }), false],
    ['bad input 186 no scheme', (origin) => ({ origin: origin.replace(/^https?:\/\//, '') }), false],
    ['bad input 187 null', () => ({ origin: 'null' }), false],
    ['bad input 187 null, of another site', () => ({ 'sec-fetch-site': 'cross-site', origin: 'null' }), false],
    ['bad input 188 two origins', (origin) => ({ origin: [origin, EVIL] }), false],
    ['bad input 188 a list of origins', (origin) => ({ origin: `${origin}, ${EVIL}` }), false],
    ['bad input 196 same-origin, and another origin', () => ({ 'sec-fetch-site': 'same-origin', origin: EVIL }), false],
  ])('S-O1 %s', async (_what, headers, isAllowed) => {
    const caller = await signedIn()
    const { cookieHeader } = caller
    const calls = config.side === 'server' ? subject().store.calls.length : 0
    const reply = await write(caller, headers(own()))
    expect(reply.status).toBe(isAllowed ? 200 : 403)
    if (!isAllowed) {
      expect(errorIn(reply).error).toBe('CrossOriginError')
      expect(reply.setCookie).toEqual([])
      expect(caller.cookieHeader).toBe(cookieHeader)
      expect(config.side === 'server' ? subject().store.calls.length : 0).toBe(calls)
      expect(sessionIn(await caller.get('/read')).data).toEqual({ user: 'ada' })
    }
  })

  if (isListed) {
    it('S-O1 bad input 186 bad input 195 the list counts, scheme and all, whatever the Host header says', async () => {
      const caller = await signedIn()
      expect((await write(caller, { origin: own(), host: 'evil.test' })).status).toBe(200)
      expect((await write(caller, { origin: EVIL, host: 'evil.test' })).status).toBe(403)
      expect((await write(caller, { origin: own().replace('https:', 'http:') })).status).toBe(403)
    })
  }

  it('S-O1 bad input 189 bad input 190 what says neither is refused in production, where it brings a cookie', async () => {
    const caller = await signedIn()
    expect((await write(caller, {})).status).toBe(200)
    vi.stubEnv('NODE_ENV', 'production')
    expect((await write(caller, {})).status).toBe(403)
    expect((await write(subject().caller(), {})).status).toBe(200)
  })

  it.each(['GET', 'HEAD', 'OPTIONS'])('S-O1 bad input 191 %s changes nothing, and is let in', async (method) => {
    const caller = await signedIn()
    const reply = await caller.send(method, '/read', { headers: { 'sec-fetch-site': 'cross-site', origin: EVIL } })
    expect(reply.status).not.toBe(403)
  })

  it.each(['PUT', 'PATCH', 'DELETE', 'PROPFIND'])('S-O1 bad input 192 %s is refused', async (method) => {
    const caller = await signedIn()
    const refused = await caller.send(method, '/set', { headers: { 'sec-fetch-site': 'cross-site', origin: EVIL } })
    expect(refused.status).toBe(subject().framework.refusedMethods[method] ?? 403)
    const own = await caller.send(method, '/set', { headers: { 'sec-fetch-site': 'same-origin' } })
    expect(own.status).not.toBe(403)
  })

  it.each([
    'text/plain',
    'Application/X-WWW-Form-UrlEncoded',
    'application/json; charset=utf-8',
    'multipart/form-data',
  ])('S-O1 bad input 194 a content type of %s changes nothing of it', async (type) => {
    const caller = await signedIn()
    const headers = { 'content-type': type }
    expect((await write(caller, { ...headers, 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await write(caller, { ...headers, 'sec-fetch-site': 'same-origin' })).status).not.toBe(403)
  })

  it('S-O1 bad input 212 another site cannot log its visitor in here', async () => {
    const reply = await subject()
      .caller()
      .post('/login?user=eve', { headers: { origin: EVIL } })
    expect(reply).toMatchObject({ status: 403, setCookie: [] })
  })

  it('S-O1 bad input 213 nor out, by an image or by a form', async () => {
    const caller = await signedIn()
    await caller.get('/destroy', { headers: { 'sec-fetch-site': 'cross-site' } })
    expect((await caller.post('/destroy', { headers: { origin: EVIL } })).status).toBe(403)
    expect(sessionIn(await caller.get('/read')).data).toEqual({ user: 'ada' })
  })

  it('S-O1 S-L2 a connection without a session has none to abuse: nothing is asked', async () => {
    const reply = await subject()
      .caller()
      .post('/skipped/hook', { headers: { 'sec-fetch-site': 'cross-site', origin: EVIL } })
    expect(reply).toMatchObject({ status: 200, text: 'hooked' })
  })
}

function describeTokens(subject: () => Subject): void {
  const tokenOf = async (caller: Caller): Promise<string> => (await caller.get('/csrf/token')).text
  const send = async (caller: Caller, token: string): Promise<number> =>
    (await caller.post(`/csrf/guarded?token=${encodeURIComponent(token)}`)).status

  it('S-O1 bad input 198 a session has as many tokens as are asked for, no two alike, and each is good', async () => {
    const caller = subject().caller()
    await caller.post('/login?user=ada')
    const tokens = [await tokenOf(caller), await tokenOf(caller), await tokenOf(caller)]
    expect(new Set(tokens.map((token) => token.slice(43))).size).toBe(3)
    for (const token of tokens) {
      expect(token).toMatch(/^[A-Za-z0-9_-]{86}$/)
      expect(await send(caller, token)).toBe(200)
    }
  })

  it('S-O1 bad input 197 what is no token of this session is refused', async () => {
    const caller = subject().caller()
    await caller.post('/login?user=ada')
    const other = subject().caller()
    await other.post('/login?user=eve')
    const token = await tokenOf(caller)
    const tampered = `${token.slice(0, 50)}${token[50] === 'A' ? 'B' : 'A'}${token.slice(51)}`
    const wrong = [
      '',
      'null',
      token.slice(1),
      `${token}A`,
      tampered,
      'A'.repeat(86),
      await tokenOf(other),
      caller.cookieHeader,
    ]
    for (const text of wrong) {
      expect([text, await send(caller, text)]).toEqual([text, 403])
    }
    const missing = await caller.post('/csrf/guarded')
    expect(missing.status).toBe(403)
    expect(errorIn(missing).error).toBe('CsrfTokenError')
    expect(await send(subject().caller(), token)).toBe(403)
    expect(await send(caller, token)).toBe(200)
  })

  it('S-O1 bad input 197 a token from before the login is not good after it, whatever is kept', async () => {
    const caller = subject().caller()
    await caller.post('/set?name=cart&value=full')
    const before = await tokenOf(caller)
    expect(await send(caller, before)).toBe(200)
    await caller.post('/regenerate?keep=*')
    expect(await send(caller, before)).toBe(403)
    expect(sessionIn(await caller.get('/read')).data).toEqual({ cart: 'full' })
    expect(await send(caller, await tokenOf(caller))).toBe(200)
  })
}
