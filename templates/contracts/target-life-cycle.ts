// The contract of targets: from the first visit to the end of a session.
import { describe, expect, it } from 'vitest'
import { errorIn, sessionIn } from './contract-client.ts'
import { type ContractConfig, lifetimeIn, sessionIdPattern, type Subject } from './target-contract.ts'

export function describeLifeCycle(config: ContractConfig, subject: () => Subject): void {
  const serverSide = config.side === 'server'

  describe('life cycle', () => {
    it('S-L1 case 15 case 43 case 87 1,000 anonymous GETs leave the store empty, set no cookie and make no id', async () => {
      const caller = subject().caller()
      for (let round = 0; round < 20; round += 1) {
        const replies = await Promise.all(Array.from({ length: 50 }, () => caller.get('/read')))
        for (const reply of replies) {
          expect(reply.status).toBe(200)
          expect(reply.setCookie).toEqual([])
          expect(sessionIn(reply)).toEqual({ id: null, isNew: true, data: {} })
        }
      }
      if (serverSide) {
        expect(subject().store.calls).toEqual([])
      }
    })

    it('S-L1 case 16 case 19 case 44 what a handler wrote is there in the next request, and reading it writes nothing', async () => {
      const caller = subject().caller()
      await caller.post('/set?name=color&value=red')
      await caller.post('/replace?size=10&shape=round')
      if (serverSide) {
        subject().store.forget()
      }
      const reply = await caller.get('/read')
      expect(sessionIn(reply)).toMatchObject({ isNew: false, data: { size: '10', shape: 'round' } })
      expect(sessionIn(reply).data).not.toHaveProperty('color')
      expect(reply.setCookie).toEqual([])
      if (serverSide) {
        expect(subject().store.calls.map(({ operation }) => operation)).toEqual(['get'])
      }
    })

    it('S-L2 case 96 a route option switches the session off, and touching it throws by name', async () => {
      const caller = subject().caller()
      await caller.post('/set?name=color&value=red')
      if (serverSide) {
        subject().store.forget()
      }
      const untouched = await caller.get('/skipped/untouched')
      expect(untouched).toMatchObject({ status: 200, setCookie: [], text: 'no session needed' })
      expect(untouched.headers.vary ?? '').toBe(subject().framework.varyBy.join(', '))
      const touched = await caller.get('/skipped/read')
      expect(touched).toMatchObject({ status: 500, setCookie: [] })
      expect(errorIn(touched).error).toBe('SessionNotInstalledError')
      expect(errorIn(touched).message).toContain('skipSession')
      if (serverSide) {
        expect(subject().store.calls).toEqual([])
      }
    })

    if (config.excludes) {
      it('S-L2 case 22 case 95 case 102 an excluded path has no session, and touching it throws by name', async () => {
        const caller = subject().caller()
        await caller.post('/set?name=color&value=red')
        if (serverSide) {
          subject().store.forget()
        }
        expect(await caller.get('/excluded/untouched')).toMatchObject({ status: 200, setCookie: [] })
        const touched = await caller.get('/excluded/read?a=b')
        expect(touched).toMatchObject({ status: 500, setCookie: [] })
        expect(errorIn(touched).error).toBe('SessionNotInstalledError')
        expect(errorIn(touched).message).toContain('excluded')
        if (serverSide) {
          expect(subject().store.calls).toEqual([])
        }
        expect((await caller.get('/read?path=/excluded/read')).status).toBe(200)
      })
    }

    it('S-L3 a nested change is saved; what was set to what it was is no change', async () => {
      const caller = subject().caller()
      await caller.post('/cart/add?item=pear')
      await caller.post('/cart/add?item=fig')
      expect(sessionIn(await caller.get('/read')).data).toEqual({ cart: { items: ['pear', 'fig'] } })
      await caller.post('/set?name=color&value=red')
      if (serverSide) {
        subject().store.forget()
      }
      expect((await caller.post('/set?name=color&value=red')).setCookie).toEqual([])
      if (serverSide) {
        expect(subject().store.calls.map(({ operation }) => operation)).toEqual(['get'])
      }
    })

    it('S-L3 case 20 a session that is emptied is empty in the next request', async () => {
      const caller = subject().caller()
      await caller.post('/set?name=color&value=red')
      await caller.post('/unset?name=color')
      expect(sessionIn(await caller.get('/read')).data).toEqual({})
    })

    it('S-L8 case 23 case 41 regenerate gives a new id and an empty session, which is the connection’s from then on', async () => {
      const caller = subject().caller()
      const first = sessionIn(await caller.post('/set?name=color&value=red'))
      const before = caller.cookieHeader
      const login = sessionIn(await caller.post('/login?user=ada'))
      expect(login).toMatchObject({ before: first.id, isConnections: true, data: { user: 'ada' } })
      expect(login.id).not.toBe(first.id)
      expect(sessionIn(await caller.get('/read'))).toMatchObject({ id: login.id, data: { user: 'ada' } })
      if (serverSide) {
        expect(sessionIn(await caller.get('/read', { cookie: before }))).toMatchObject({ id: null, data: {} })
      }
    })

    it.each([
      ['everything', 'keep=*', { color: 'red', size: '10' }],
      ['the fields that are named', 'keep=size&keep=unknown', { size: '10' }],
      ['nothing', '', {}],
    ])('S-L8 regenerate keeps %s', async (_what, query, expected) => {
      const caller = subject().caller()
      const first = sessionIn(await caller.post('/replace?color=red&size=10'))
      await caller.post(`/regenerate?${query}`)
      const after = sessionIn(await caller.get('/read'))
      expect(after.data).toEqual(expected)
      expect(after.id).not.toBe(first.id)
    })

    it('S-L8 a write to the session that was replaced throws where it is made', async () => {
      const caller = subject().caller()
      await caller.post('/set?name=color&value=red')
      const reply = await caller.post('/regenerate/write-old')
      expect(reply.status).toBe(500)
      expect(errorIn(reply).error).toBe('TypeError')
      expect(sessionIn(await caller.get('/read')).data).toEqual({})
    })

    it('S-L9 case 17 case 45 case 46 case 65 destroy deletes the record and expires the cookie with its own attributes', async () => {
      const caller = subject().caller()
      await caller.post('/set?name=color&value=red')
      const copied = caller.cookieHeader
      const reply = await caller.post('/destroy')
      expect(reply.setCookie).toEqual([
        `${config.cookieName}=null; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; ${config.attributes}`,
      ])
      expect(sessionIn(reply).data).toEqual({})
      expect(caller.cookieHeader).toBe('')
      expect(sessionIn(await caller.get('/read')).data).toEqual({})
      if (serverSide) {
        expect(sessionIn(await caller.get('/read', { cookie: copied })).data).toEqual({})
      }
    })

    it('S-L9 case 18 case 39 case 41 after the end a write begins another session', async () => {
      const caller = subject().caller()
      const first = sessionIn(await caller.post('/set?name=color&value=red'))
      await caller.post('/destroy')
      const second = sessionIn(await caller.post('/set?name=color&value=blue'))
      expect(second.id).not.toBe(first.id)
      expect(sessionIn(await caller.get('/read')).data).toEqual({ color: 'blue' })
    })

    it('S-L9 case 49 destroying a session that never was costs nothing and sets no cookie', async () => {
      const caller = subject().caller()
      expect((await caller.post('/destroy')).setCookie).toEqual([])
      if (serverSide) {
        expect(subject().store.calls).toEqual([])
      }
    })

    it('S-L9 a write after destroy throws where it is made, and the session stays ended', async () => {
      const caller = subject().caller()
      await caller.post('/set?name=color&value=red')
      const reply = await caller.post('/destroy/write')
      expect(reply.status).toBe(500)
      expect(errorIn(reply).error).toBe('TypeError')
      expect(reply.setCookie).toHaveLength(1)
      expect(reply.setCookie[0]).toContain('Max-Age=0')
      expect(sessionIn(await caller.get('/read')).data).toEqual({})
    })

    it('S-L16 the id is null before the first write, then stays; data cannot take its place', async () => {
      const caller = subject().caller()
      expect(sessionIn(await caller.get('/read')).id).toBeNull()
      const { id } = sessionIn(await caller.post('/set?name=color&value=red'))
      expect(id).toMatch(sessionIdPattern(config))
      expect(sessionIn(await caller.post('/set?name=color&value=blue')).id).toBe(id)
      const shadow = await caller.post('/set?name=regenerate&value=mine')
      expect(shadow.status).toBe(500)
      expect(errorIn(shadow).error).toBe('TypeError')
      expect((await caller.post('/set?name=__proto__&value=mine')).status).toBe(200)
      expect(sessionIn(await caller.get('/read'))).toEqual({ id, isNew: false, data: { color: 'blue' } })
    })

    it('S-L16 save() saves at once what would be saved with the response, and later writes are saved with it', async () => {
      const caller = subject().caller()
      expect((await caller.post('/save?value=one')).setCookie).toHaveLength(1)
      expect(sessionIn(await caller.get('/read')).data).toEqual({ saved: 'one', after: 'one' })
    })
  })

  describe('time', () => {
    if (config.renew === 'on-access') {
      it('S-L13 case 42 a session in use is renewed once per renewAfter, record and cookie alike', async () => {
        const caller = subject().caller()
        await caller.post('/set?name=color&value=red')
        subject().advance(config.renewAfterSeconds - 1)
        expect((await caller.get('/read')).setCookie).toEqual([])
        subject().advance(1)
        const renewed = await caller.get('/read')
        expect(renewed.setCookie).toHaveLength(1)
        expect(renewed.setCookie[0]).toContain(lifetimeIn(config, subject().now()))
        expect((await caller.get('/read')).setCookie).toEqual([])
        subject().advance(config.lifetimeSeconds - 1)
        expect(sessionIn(await caller.get('/read')).data).toEqual({ color: 'red' })
      })
    }

    if (config.renew !== 'never') {
      it('S-L13 touch() moves the deadline however short ago it was moved', async () => {
        const caller = subject().caller()
        await caller.post('/set?name=color&value=red')
        subject().advance(10)
        const touched = await caller.post('/touch')
        expect(touched.setCookie[0]).toContain(lifetimeIn(config, subject().now()))
        subject().advance(config.lifetimeSeconds - 1)
        expect(sessionIn(await caller.get('/read', { cookie: caller.cookieHeader })).data).toEqual({ color: 'red' })
      })
    }

    it('S-L14 case 50 at its deadline, by the reader’s clock, a session is over', async () => {
      const caller = subject().caller()
      await caller.post('/set?name=color&value=red')
      subject().advance(config.lifetimeSeconds)
      expect(sessionIn(await caller.get('/read'))).toEqual({ id: null, isNew: true, data: {} })
    })
  })
}
