// The contract of targets: the cookie, as it comes and as it goes.
import { Cookie, CookieJar } from 'tough-cookie'
import { describe, expect, it } from 'vitest'
import { sessionIn } from './contract-client.ts'
import { type ContractConfig, lifetimeIn, type Subject } from './target-contract.ts'

const UNKNOWN_ID = 'A'.repeat(43)

export function describeCookies(config: ContractConfig, subject: () => Subject): void {
  const serverSide = config.side === 'server'
  const name = config.cookieName

  describe('cookies', () => {
    it('S-P3 case 61 case 63 the cookie has Expires, Max-Age and the attributes of the config', async () => {
      const [line = ''] = (await subject().caller().post('/set?name=color&value=red')).setCookie
      const end = line.indexOf('; ')
      expect(line.startsWith(`${name}=`)).toBe(true)
      expect(line.slice(end)).toBe(lifetimeIn(config, subject().now()) + config.attributes)
    })

    it('S-P3 a cookie jar that follows RFC 6265 keeps the cookie, sends it back, and drops it at the end', async () => {
      const jar = new CookieJar(undefined, { prefixSecurity: 'strict' })
      const caller = subject().caller()
      const path = /Path=([^;]*)/.exec(config.attributes)?.[1] ?? '/'
      const domain = /Domain=([^;]*)/.exec(config.attributes)?.[1]
      const page = `https://${domain === undefined ? 'app.example' : `www.${domain}`}${path}`
      const visit = async (route: string): Promise<void> => {
        const reply = await caller.post(route, { cookie: await jar.getCookieString(page) })
        for (const line of reply.setCookie) {
          // The jar's clock is the machine's, the backend's is the test's: Max-Age counts from now.
          await jar.setCookie(Cookie.parse(line) ?? line, page)
        }
      }
      await visit('/set?name=color&value=red')
      const [cookie] = await jar.getCookies(page)
      const httpOnly = config.attributes.includes('HttpOnly')
      expect(cookie).toMatchObject({ httpOnly, path, hostOnly: domain === undefined })
      await visit('/set?name=size&value=10')
      const reply = await caller.get('/read', { cookie: await jar.getCookieString(page) })
      expect(sessionIn(reply).data).toEqual({ color: 'red', size: '10' })
      await visit('/destroy')
      expect(await jar.getCookies(page)).toEqual([])
    })

    if (serverSide) {
      it('S-L16 case 38 case 40 case 56 the cookie holds the session id, and nothing else; the store never sees it', async () => {
        const caller = subject().caller()
        const reply = await caller.post('/set?name=color&value=red')
        const { id } = sessionIn(reply)
        expect(reply.setCookie[0]?.startsWith(`${name}=${id}; `)).toBe(true)
        await caller.get('/read')
        expect(subject().store.calls.length).toBeGreaterThan(1)
        for (const { key } of subject().store.calls) {
          expect(key).toMatch(/^[A-Za-z0-9_-]{43}$/)
          expect(key).not.toBe(id)
        }
      })

      it('S-L7 case 50 case 51 an id that the store does not know is never taken over', async () => {
        const caller = subject().caller()
        const reply = await caller.post('/set?name=color&value=red', { cookie: `${name}=${UNKNOWN_ID}` })
        const { id, isNew } = sessionIn(reply)
        expect(isNew).toBe(true)
        expect(id).not.toBe(UNKNOWN_ID)
        const unknown = await caller.get('/read', { cookie: `${name}=${UNKNOWN_ID}` })
        expect(sessionIn(unknown)).toEqual({ id: null, isNew: true, data: {} })
      })

      it.each([
        ['empty (case 48)', ''],
        ['the word null (case 47)', 'null'],
        ['too short', 'A'.repeat(42)],
        ['too long', 'A'.repeat(100)],
        ['another alphabet', `${'A'.repeat(42)}+`],
        ['a second spelling of an id', `${'A'.repeat(42)}B`],
        ['a path', '../../../../etc/passwd'],
        ['percent-encoded', `%41${'A'.repeat(42)}`],
        ['behind other white space', `\u00a0${'A'.repeat(42)}`],
        ['very long', 'A'.repeat(4000)],
      ])('S-P2 case 53 a value that cannot be an id costs no store call: %s', async (_what, value) => {
        const caller = subject().caller()
        const reply = await caller.get('/read', { cookie: `${name}=${value}` })
        expect(sessionIn(reply)).toEqual({ id: null, isNew: true, data: {} })
        expect(subject().store.calls).toEqual([])
      })
    } else {
      it.each([['', 'null', 'A'.repeat(43), 'A'.repeat(200), '%%%%']])(
        'S-K6 case 82 a value that was not sealed here is an empty session: %s',
        async (value) => {
          const reply = await subject()
            .caller()
            .get('/read', { cookie: `${name}=${value}` })
          expect(reply.status).toBe(200)
          expect(sessionIn(reply)).toEqual({ id: null, isNew: true, data: {} })
        },
      )
    }

    it('S-P1 case 52 two cookies of our name are no session, and the cookie is expired', async () => {
      const caller = subject().caller()
      await caller.post('/set?name=color&value=red')
      const own = caller.cookieHeader
      for (const cookie of [`${own}; ${own}`, `${name}=${UNKNOWN_ID}; ${own}`, [own, `${name}=${UNKNOWN_ID}`]]) {
        const reply = await caller.get('/read', { cookie })
        expect(sessionIn(reply)).toEqual({ id: null, isNew: true, data: {} })
        expect(reply.setCookie).toHaveLength(1)
        expect(reply.setCookie[0]).toContain('Max-Age=0')
      }
    })

    it('S-P1 case 66 case 75 case 76 our cookie is found among others, in quotes too; names that resemble it are not it', async () => {
      const caller = subject().caller()
      await caller.post('/set?name=color&value=red')
      const [[, value] = ['', '']] = [...caller.cookies]
      for (const cookie of [
        `a=b; ${name}=${value}; c`,
        `a=b;${name}=${value};`,
        `a="b;c"; \t${name} = ${value} ; d=e=f`,
        `${name}="${value}"`,
        ['a=b', `${name}=${value}`],
        `x${name}=${UNKNOWN_ID}; ${name.toLowerCase()}x=1; ${name}=${value}; ${name}-abc=2`,
      ]) {
        expect(sessionIn(await caller.get('/read', { cookie })).data).toEqual({ color: 'red' })
      }
      for (const cookie of [`x${name}=${value}`, `${name}x=${value}`, `${name.toUpperCase()}=${value}`, `=${value}`]) {
        expect(sessionIn(await caller.get('/read', { cookie })).data).toEqual({})
      }
    })

    it('S-L11 case 54 case 55 case 93 four cookies of the application survive, in order, each a line of its own', async () => {
      const lines = ['a=1', 'b=2; Path=/x', 'c=3; HttpOnly', 'd=4; Expires=Thu, 01 Jan 2037 00:00:00 GMT']
      const query = lines.map((line) => `header=${encodeURIComponent(`Set-Cookie:${line}`)}`).join('&')
      const reply = await subject().caller().get(`/headers?write=1&${query}`)
      expect(reply.setCookie).toHaveLength(5)
      expect(reply.setCookie.slice(0, 4)).toEqual(lines)
      expect(reply.setCookie[4]?.startsWith(`${name}=`)).toBe(true)
    })

    it('S-L11 of our name there is one line, whatever happened to the session in the request', async () => {
      const caller = subject().caller()
      await caller.post('/set?name=color&value=red')
      expect((await caller.post('/login?user=ada')).setCookie).toHaveLength(1)
      expect((await caller.post('/save?value=two')).setCookie.length).toBeLessThan(2)
      const own = encodeURIComponent(`Set-Cookie:${name}=theirs; Path=/`)
      const reply = await caller.get(`/headers?write=1&header=${own}`)
      expect(reply.setCookie.filter((line) => line.startsWith(`${name}=`))).toHaveLength(1)
      if (config.renew !== 'never') {
        expect(reply.setCookie.join()).not.toContain('theirs')
      }
    })

    it('S-L12 a response that read the session varies by Cookie, whatever else it varies by', async () => {
      const caller = subject().caller()
      expect((await caller.get('/read')).headers.vary).toMatch(/\bCookie\b/)
      const merged = await caller.get(`/headers?header=${encodeURIComponent('Vary:Accept-Language')}`)
      expect(merged.headers.vary).toBe([...subject().framework.varyBy, 'Accept-Language, Cookie'].join(', '))
      const kept = await caller.get(`/headers?header=${encodeURIComponent('Vary:cookie')}`)
      expect(kept.headers.vary).toBe([...subject().framework.varyBy, 'cookie'].join(', '))
    })

    it('S-L12 a response that sets the cookie is not stored, unless the application chose a private cache', async () => {
      const caller = subject().caller()
      expect((await caller.post('/set?name=color&value=red')).headers['cache-control']).toBe('no-store')
      const cacheControl = async (value: string, write: string): Promise<string | undefined> => {
        const header = encodeURIComponent(`Cache-Control:${value}`)
        return (await caller.get(`/headers?write=${write}&header=${header}`, { cookie: null })).headers['cache-control']
      }
      expect(await cacheControl('public, max-age=60', 'a')).toBe('no-store')
      expect(await cacheControl('private, max-age=60', 'b')).toBe('private, max-age=60')
      expect((await caller.get('/read')).headers['cache-control']).toBeUndefined()
    })
  })
}
