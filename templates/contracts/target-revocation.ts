// The contract of targets: sessions in cookies that end on the server too, where the config says so.
import { describe, expect, it } from 'vitest'
import { type Caller, errorIn, sessionIn } from './contract-client.ts'
import type { ContractConfig, Subject } from './target-contract.ts'

interface Revoking {
  revokeForUser(userId: string | number): Promise<void>
}

export function describeRevocation(config: ContractConfig, subject: () => Subject): void {
  if (config.revokes === 'nothing') {
    return
  }

  const signedIn = async (user = 'ada'): Promise<Caller> => {
    const caller = subject().caller()
    await caller.post(`/login?user=${user}`)
    return caller
  }
  /** What somebody finds who has copied a cookie. */
  const found = async (cookie: string): Promise<unknown> =>
    sessionIn(await subject().caller().get('/read', { cookie })).data
  const end =
    config.revokes === 'one'
      ? async (caller: Caller): Promise<void> => void (await caller.post('/destroy'))
      : async (): Promise<void> => (subject().backend as unknown as Revoking).revokeForUser('ada')

  describe('sessions that end on the server', () => {
    it('S-K7 bad input 64 requirement 43 a copied cookie is no session any more, and goes', async () => {
      const caller = await signedIn()
      const copied = caller.cookieHeader
      expect(await found(copied)).toEqual({ user: 'ada' })
      await end(caller)
      const reply = await subject().caller().get('/read', { cookie: copied })
      expect(sessionIn(reply)).toMatchObject({ isNew: true, data: {} })
      expect(reply.setCookie.join()).toContain('Max-Age=0')
    })

    it('S-K7 another user, and another session that begins later, are let in', async () => {
      const [ada, grace] = [await signedIn(), await signedIn('grace')]
      await end(ada)
      subject().advance(1)
      expect(sessionIn(await grace.get('/read')).data).toEqual({ user: 'grace' })
      const again = await signedIn()
      expect(sessionIn(await again.get('/read')).data).toEqual({ user: 'ada' })
    })

    it.each([
      ['a write', 'POST', '/gated/set?gate=g&name=color&value=red'],
      ['a regenerate that keeps', 'POST', '/gated/regenerate?gate=g'],
    ])('S-K7 S-L9 bad input 138 %s that began before does not bring it back', async (_what, method, path) => {
      const caller = await signedIn()
      const copied = caller.cookieHeader
      const slow = subject().caller()
      const pending = slow.send(method, path, { cookie: copied })
      await caller.get('/gate/arrived?gate=g', { cookie: null })
      await end(caller)
      subject().advance(1)
      await caller.post('/gate/open?gate=g', { cookie: null })
      const reply = await pending
      expect(reply).toMatchObject({ status: 409, setCookie: [] })
      expect(errorIn(reply).error).toBe('SessionDestroyedError')
      expect(await found(copied)).toEqual({})
    })

    if (config.renew === 'on-access') {
      it('S-K7 S-L9 bad input 139 a request that only read does not bring it back by renewing it', async () => {
        const caller = await signedIn()
        const copied = caller.cookieHeader
        const slow = subject().caller()
        const pending = slow.get('/gated/read?gate=g', { cookie: copied })
        await caller.get('/gate/arrived?gate=g', { cookie: null })
        await end(caller)
        subject().advance(config.renewAfterSeconds)
        await caller.post('/gate/open?gate=g', { cookie: null })
        expect((await pending).status).toBe(200)
        expect(slow.cookieHeader).toBe('')
        expect(await found(copied)).toEqual({})
      })
    }

    it('S-K7 S-B1 while the store is away nobody is let in by a cookie, and no cookie goes', async () => {
      const caller = await signedIn()
      const { cookieHeader } = caller
      await subject().takeStoreAway()
      for (const reply of [await caller.get('/read'), await caller.post('/set?name=color&value=red')]) {
        expect(reply).toMatchObject({ status: 503, setCookie: [] })
        expect(errorIn(reply).error).toBe('SessionStoreError')
      }
      expect(caller.cookieHeader).toBe(cookieHeader)
    })

    it('S-K7 S-L1 who has no cookie asks nothing of the store: a first session needs none', async () => {
      await subject().takeStoreAway()
      const caller = subject().caller()
      expect((await caller.get('/read')).status).toBe(200)
      expect((await caller.post('/set?name=color&value=red')).status).toBe(200)
    })

    if (config.revokes === 'one') {
      describeListed(subject, signedIn, found)
    } else {
      describeEpochs(subject, signedIn)
    }
  })
}

function describeListed(
  subject: () => Subject,
  signedIn: () => Promise<Caller>,
  found: (cookie: string) => Promise<unknown>,
): void {
  it('S-K7 bad input 64 the cookie from before a regenerate is no session any more', async () => {
    const caller = await signedIn()
    const before = caller.cookieHeader
    await caller.post('/regenerate?keep=*')
    expect(await found(before)).toEqual({})
    expect(sessionIn(await caller.get('/read')).data).toEqual({ user: 'ada' })
  })

  it('S-K7 S-L8 of two requests that carry one session on at once, one does', async () => {
    const caller = await signedIn()
    const slow = subject().caller()
    const gates = ['one', 'two']
    const pending = gates.map((gate) => slow.post(`/gated/regenerate?gate=${gate}`, { cookie: caller.cookieHeader }))
    await Promise.all(gates.map((gate) => caller.get(`/gate/arrived?gate=${gate}`, { cookie: null })))
    await Promise.all(gates.map((gate) => caller.post(`/gate/open?gate=${gate}`, { cookie: null })))
    const statuses = (await Promise.all(pending)).map(({ status }) => status)
    expect(statuses.toSorted()).toEqual([200, 409])
  })

  it('S-K7 S-L5 a logout that the store refuses is an error, and the session goes on', async () => {
    const caller = await signedIn()
    const slow = subject().caller()
    const pending = slow.post('/gated/destroy?gate=g', { cookie: caller.cookieHeader })
    await caller.get('/gate/arrived?gate=g', { cookie: null })
    await subject().takeStoreAway()
    await caller.post('/gate/open?gate=g', { cookie: null })
    expect(await pending).toMatchObject({ status: 503, setCookie: [] })
  })
}

function describeEpochs(subject: () => Subject, signedIn: (user?: string) => Promise<Caller>): void {
  const revoke = (userId: string | number): Promise<void> =>
    (subject().backend as unknown as Revoking).revokeForUser(userId)

  it('S-K7 bad input 65 requirement 44 every session of a user ends, on every device', async () => {
    const callers = [await signedIn(), await signedIn(), await signedIn()]
    await revoke('ada')
    for (const caller of callers) {
      expect(sessionIn(await caller.get('/read')).data).toEqual({})
    }
  })

  it('S-K7 bad input 146 a session of the same millisecond ends too', async () => {
    const caller = await signedIn()
    await revoke('ada')
    await caller.post('/login?user=ada')
    expect(sessionIn(await caller.get('/read')).data).toEqual({})
  })

  it('S-K7 a number and its text are one user, and who has not signed in is none', async () => {
    const [caller, anonymous] = [await signedIn('42'), subject().caller()]
    await anonymous.post('/set?name=color&value=red')
    await revoke(42)
    expect(sessionIn(await caller.get('/read')).data).toEqual({})
    expect(sessionIn(await anonymous.get('/read')).data).toEqual({ color: 'red' })
  })

  it('S-K7 an earlier end does not take back a later one', async () => {
    subject().advance(10)
    const caller = await signedIn()
    await revoke('ada')
    subject().advance(-5)
    await revoke('ada')
    subject().advance(5)
    expect(sessionIn(await caller.get('/read')).data).toEqual({})
  })
}
