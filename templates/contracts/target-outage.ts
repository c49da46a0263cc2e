// The contract of targets: requests go on without their session while the store is away, where the config says so.
import { describe, expect, it } from 'vitest'
import { type Caller, sessionIn } from './contract-client.ts'
import type { ContractConfig, Subject } from './target-contract.ts'

export function describeOutage(config: ContractConfig, subject: () => Subject): void {
  if (!config.readOnlyWithoutStore) {
    return
  }

  describe('while the store is away', () => {
    /** Has a session, and the store does not answer any more. */
    const strand = async (): Promise<Caller> => {
      const caller = subject().caller()
      await caller.post('/login?user=ada')
      subject().store.fail('get', subject().storeDown())
      subject().store.forget()
      return caller
    }

    it('S-B9 a request that only reads has an empty session, which no cache keeps, and its cookie stays', async () => {
      const caller = await strand()
      const { cookieHeader } = caller
      const reply = await caller.get('/available')
      expect(reply).toMatchObject({ status: 200, setCookie: [], text: '{"available":false,"data":{}}' })
      expect(reply.headers['cache-control']).toBe('no-store')
      expect(reply.headers.vary).toContain('Cookie')
      expect(caller.cookieHeader).toBe(cookieHeader)
      subject().store.heal()
      expect((await caller.get('/available')).text).toBe('{"available":true,"data":{"user":"ada"}}')
    })

    it.each([
      { path: '/set?name=color&value=red', failsAgain: false },
      { path: '/regenerate', failsAgain: false },
      { path: '/regenerate?keep=*', failsAgain: false },
      // The handler fails, and so does the save of what is answered then.
      { path: '/destroy', failsAgain: true },
      { path: '/save?value=x', failsAgain: true },
    ])('S-B9 a write is an error, and nothing has changed: $path', async ({ path, failsAgain }) => {
      const caller = await strand()
      const reply = await caller.post(path)
      expect(reply).toMatchObject({ status: 503, setCookie: [] })
      expect(reply.text).toContain(failsAgain ? subject().lastAnswer('The store is down') : 'The store is down')
      expect(subject().store.calls.map(({ operation }) => operation)).toEqual(['get'])
      subject().store.heal()
      expect(sessionIn(await caller.get('/read')).data).toEqual({ user: 'ada' })
    })

    it('S-B9 who has no cookie has a session as always', async () => {
      await strand()
      const caller = subject().caller()
      const reply = await caller.post('/set?name=color&value=red')
      expect(reply).toMatchObject({ status: 200 })
      expect(reply.setCookie).toHaveLength(1)
    })

    it('S-B9 what is no failure of the store is an error as always', async () => {
      const caller = await strand()
      subject().store.fail('get', new TypeError('a mistake'))
      expect((await caller.get('/read')).status).toBe(500)
    })
  })
}
