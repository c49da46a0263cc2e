// What every target keeps to behind a shared cache: nobody gets another's cookie or page, and public pages stay in the cache.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MemoryBackend } from '../backends/memory/memory-backend.ts'
import type { SessionBackend } from '../runtime/session-backend.ts'
import { cachePrograms, type SharedCache } from './caches.ts'
import type { ContractRoute } from './contract-app.ts'
import { Caller, type Reply } from './contract-client.ts'
import { describeWith } from './services.ts'
import type { ContractConfig, RunningServer } from './target-contract.ts'

type Start = (options: { readonly backend: SessionBackend }, more: readonly ContractRoute[]) => Promise<RunningServer>

const PUBLIC: readonly (readonly [string, string])[] = [['Cache-Control', 'public, max-age=600']]

/** Pages as applications have them that say too much about caching. */
function pages(): readonly ContractRoute[] {
  let rendered = 0
  const page = (text: unknown): { headers: typeof PUBLIC; body: string } => {
    rendered += 1
    return { headers: PUBLIC, body: `${String(text)} ${rendered}` }
  }
  return [
    { method: 'GET', path: '/public', handle: () => page('for all') },
    { method: 'GET', path: '/excluded/public', handle: () => page('for all, without a session') },
    { method: 'GET', path: '/page', handle: ({ session }) => page(session['user'] ?? 'nobody') },
    {
      method: 'GET',
      path: '/enter',
      handle({ session, query }) {
        session['user'] = query.get('user')
        return page(session['user'])
      },
    },
  ]
}

/**
 * @param config What the code under test was made for: paths below `/excluded` have no session.
 * @param launch The target's harness.
 */
export function describeCaches(config: ContractConfig, launch: Start): void {
  it('is made for paths that are excluded', () => {
    expect(config.excludes).toBe(true)
  })

  describe.each(cachePrograms)('behind $name', ({ name, missing, launch: launchCache }) => {
    describeWith(missing, name, () => {
      let server: RunningServer
      let cache: SharedCache
      const callers: Caller[] = []
      const caller = (): Caller => {
        const one = new Caller(cache.url)
        callers.push(one)
        return one
      }
      beforeEach(async () => {
        server = await launch({ backend: new MemoryBackend() }, pages())
        cache = await launchCache(Number(new URL(server.url).port))
      })
      afterEach(async () => {
        callers.splice(0).forEach((one) => one.close())
        await cache.stop()
        await server.stop()
      })

      const wasKept = (reply: Reply): boolean => reply.headers['x-cache'] === 'HIT'

      it('S-L12 nobody gets the cookie of another from the cache', async () => {
        const [ada, bob, stranger] = [caller(), caller(), caller()]
        const first = await ada.get('/enter?user=ada')
        expect(first.setCookie).toHaveLength(1)
        const second = await bob.get('/enter?user=ada')
        expect(wasKept(second)).toBe(false)
        expect(second.setCookie).toHaveLength(1)
        expect(second.setCookie).not.toEqual(first.setCookie)
        expect((await stranger.get('/page')).text).toMatch(/^nobody /)
        expect(stranger.cookies.size).toBe(0)
      })

      it('S-L12 nobody gets the page of another, whoever asked for it before', async () => {
        const [ada, bob, stranger] = [caller(), caller(), caller()]
        await ada.get('/enter?user=ada')
        await bob.get('/enter?user=bob')
        for (let round = 0; round < 3; round += 1) {
          expect((await ada.get('/page')).text).toMatch(/^ada /)
          expect((await bob.get('/page')).text).toMatch(/^bob /)
          expect((await stranger.get('/page')).text).toMatch(/^nobody /)
        }
      })

      it('S-L12 a page after login is not that of before, nor a page after logout that of the session', async () => {
        const ada = caller()
        expect((await ada.get('/page')).text).toMatch(/^nobody /)
        await ada.get('/enter?user=ada')
        expect((await ada.get('/page')).text).toMatch(/^ada /)
        await ada.post('/destroy')
        expect((await ada.get('/page')).text).toMatch(/^nobody /)
      })

      it('S-L2 a page of an excluded path stays in the cache, and is one for all', async () => {
        const [ada, bob] = [caller(), caller()]
        await ada.get('/enter?user=ada')
        const first = await ada.get('/excluded/public')
        const second = await bob.get('/excluded/public')
        expect([second.text, wasKept(second)]).toEqual([first.text, true])
        expect(first.headers['vary'] ?? '').not.toMatch(/cookie/i)
      })

      it('S-L1 S-L12 a public page that has nothing of a session stays in the cache', async () => {
        const first = await caller().get('/public')
        const second = await caller().get('/public')
        expect([second.text, wasKept(second)]).toEqual([first.text, true])
        expect(second.setCookie).toEqual([])
      })
    })
  })
}
