// The contract of targets: when the session cannot be loaded or saved, nobody is told otherwise.
import { describe, expect, it } from 'vitest'
import { errorIn, sessionIn } from './contract-client.ts'
import type { ContractConfig, Subject } from './target-contract.ts'

/** As a backend of ours fails when its store does not answer. */
export class StoreDown extends Error {
  override readonly name = 'SessionStoreError'
  readonly statusCode = 503
}

export function describeFailures(config: ContractConfig, subject: () => Subject): void {
  describe('failures', () => {
    it('S-L5 case 32 data that cannot be kept: the error handler answers, nothing is stored, what was there stays', async () => {
      const caller = subject().caller()
      const fresh = await subject().caller().post('/unserializable')
      expect(fresh).toMatchObject({ status: 500, setCookie: [] })
      expect(errorIn(fresh).error).toBe('TypeError')
      expect(fresh.text).not.toContain('original')
      await caller.post('/set?name=color&value=red')
      expect(await caller.post('/unserializable')).toMatchObject({ status: 500, setCookie: [] })
      expect(sessionIn(await caller.get('/read')).data).toEqual({ color: 'red' })
    })

    if (config.side === 'server') {
      it.each([
        ['a body', 'GET', '/headers?write=1&header=ETag:%22original%22&header=Cache-Control:public'],
        ['a stream', 'GET', '/stream?value=original'],
        ['a redirect', 'GET', '/answer?status=302'],
        ['no content', 'GET', '/answer?status=204'],
      ])(
        'S-L5 case 60 a failed save reaches the error handler, and no cookie goes out: %s',
        async (_what, method, path) => {
          const caller = subject().caller()
          subject().store.fail('create', new StoreDown('The store is down'))
          const reply = await caller.send(method, path)
          expect(reply).toMatchObject({ status: 503, setCookie: [] })
          expect(errorIn(reply)).toEqual({ error: 'SessionStoreError', message: 'The store is down' })
          expect(reply.headers['content-type']).toContain('application/json')
          expect(reply.headers['transfer-encoding'] ?? reply.headers['content-length']).toBeDefined()
          expect(reply.headers.etag).not.toBe('"original"')
          subject().store.heal()
          expect(sessionIn(await caller.get('/read')).data).toEqual({})
          expect((await caller.get('/visit')).setCookie).toHaveLength(1)
        },
      )

      it('S-L5 a failed save of what an error handler answered: no cookie goes out, and nothing of that answer', async () => {
        const caller = subject().caller()
        subject().store.fail('create', new StoreDown('The store is down'))
        const reply = await caller.post('/throw?message=original')
        expect(reply).toMatchObject({ status: 503, setCookie: [] })
        expect(reply.text).not.toContain('original')
      })

      it('S-L5 a failed save of a known session leaves it, and its cookie, as they were', async () => {
        const caller = subject().caller()
        await caller.post('/set?name=color&value=red')
        subject().store.fail('update', new StoreDown('The store is down'))
        expect(await caller.post('/set?name=color&value=blue')).toMatchObject({ status: 503, setCookie: [] })
        subject().store.heal()
        expect(sessionIn(await caller.get('/read')).data).toEqual({ color: 'red' })
      })

      it.each([
        ['regenerate', '/login?user=ada'],
        ['destroy', '/destroy'],
      ])(
        'S-L5 a store that cannot delete: %s fails, and the client is not told that it worked',
        async (_what, path) => {
          const caller = subject().caller()
          await caller.post('/set?name=color&value=red')
          subject().store.fail('delete', new StoreDown('The store is down'))
          expect(await caller.post(path)).toMatchObject({ status: 503, setCookie: [] })
          subject().store.heal()
          expect(sessionIn(await caller.get('/read')).data).toEqual({ color: 'red' })
        },
      )

      it('S-L5 case 59 a store that cannot be read: who has a cookie gets the error, who has none is served', async () => {
        const caller = subject().caller()
        await caller.post('/set?name=color&value=red')
        subject().store.fail('get', new StoreDown('The store is down'))
        const reply = await caller.get('/read')
        expect(reply).toMatchObject({ status: 503, setCookie: [] })
        expect(errorIn(reply).error).toBe('SessionStoreError')
        expect((await subject().caller().get('/read')).status).toBe(200)
        subject().store.heal()
        expect(sessionIn(await caller.get('/read')).data).toEqual({ color: 'red' })
      })
    }
  })
}
