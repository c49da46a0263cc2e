// The contract of targets: what a session has on demand. Where the config did not ask for it, it is not there.
import { describe, expect, it } from 'vitest'
import { type Caller, errorIn, type Reply, sessionIn } from './contract-client.ts'
import type { ContractConfig, Subject } from './target-contract.ts'

export function describeOptions(config: ContractConfig, subject: () => Subject): void {
  describe('what a session has on demand', () => {
    describeClearing(config, subject)
    if (config.flash) {
      describeFlash(config, subject)
    }
    if (config.recentAuthSeconds !== null) {
      describeRecentAuth(config.recentAuthSeconds, subject)
    }
  })
}

function describeClearing({ clearSiteData }: ContractConfig, subject: () => Subject): void {
  const cleared = (reply: Reply): unknown => reply.headers['clear-site-data'] ?? null

  it('S-O6 the response to destroy() clears what the browser keeps, where the config says so', async () => {
    const caller = subject().caller()
    await caller.post('/set?name=color&value=red')
    expect(cleared(await caller.post('/destroy'))).toBe(clearSiteData)
  })

  it('S-O6 no other response clears anything', async () => {
    const caller = subject().caller()
    const replies = [
      await caller.get('/read'),
      await caller.post('/login?user=ada'),
      await caller.get('/read'),
      await caller.post('/regenerate'),
      await caller.post('/throw?message=boom'),
    ]
    expect(replies.map(cleared)).toEqual(replies.map(() => null))
  })

  it('S-O6 what the application says itself stays', async () => {
    const caller = subject().caller()
    await caller.post('/login?user=ada')
    expect(cleared(await caller.post('/logout/chosen'))).toBe('"storage"')
  })
}

function describeFlash(config: ContractConfig, subject: () => Subject): void {
  const keep = (caller: Caller, name: string, ...messages: readonly unknown[]): Promise<Reply> =>
    caller.post(
      `/flash/keep?name=${name}${messages.map((message) => `&message=${encodeURIComponent(JSON.stringify(message))}`).join('')}`,
    )
  const read = async (caller: Caller, name = 'notice'): Promise<unknown> =>
    (JSON.parse((await caller.get(`/flash/read?name=${name}`)).text) as { messages: unknown }).messages

  it('S-O2 a message is there after the redirect, once', async () => {
    const caller = subject().caller()
    await caller.post('/login?user=ada')
    const reply = await keep(caller, 'notice', 'Saved')
    expect(reply).toMatchObject({ status: 303, headers: { location: '/flash/read?name=notice' } })
    expect(await read(caller)).toEqual(['Saved'])
    expect(await read(caller)).toEqual([])
    expect(sessionIn(await caller.get('/read')).data).toEqual({ user: 'ada' })
  })

  it('S-O2 messages come in the order in which they were kept, and are what they were', async () => {
    const caller = subject().caller()
    await keep(caller, 'notice', 'one', { two: [2] })
    await keep(caller, 'notice', null, '')
    expect(await read(caller)).toEqual(['one', { two: [2] }, null, ''])
  })

  it('S-O2 names are apart, those that look like each other too', async () => {
    const caller = subject().caller()
    await keep(caller, 'a', 'one')
    await keep(caller, 'a:b', 'two')
    await keep(caller, '__proto__', 'three')
    expect(await read(caller, 'b')).toEqual([])
    expect(await read(caller, 'a')).toEqual(['one'])
    expect(await read(caller, 'a:b')).toEqual(['two'])
    expect(await read(caller, '__proto__')).toEqual(['three'])
  })

  it('S-O2 S-L1 who has no message reads for nothing: no cookie goes out', async () => {
    const reply = await subject().caller().get('/flash/read?name=notice')
    expect(reply).toMatchObject({ status: 200, setCookie: [] })
  })

  if (config.side === 'server' && config.onConflict === 'merge') {
    it('S-O2 a message that a parallel request keeps is not lost, and one that it read does not come back', async () => {
      const caller = subject().caller()
      await keep(caller, 'notice', 'old')
      const slow = caller.post('/gated/set?gate=flash&name=color&value=red')
      const controller = subject().caller()
      await controller.get('/gate/arrived?gate=flash')
      expect(await read(caller)).toEqual(['old'])
      await keep(caller, 'notice', 'new')
      await controller.post('/gate/open?gate=flash')
      expect((await slow).status).toBe(200)
      expect(await read(caller)).toEqual(['new'])
      expect(sessionIn(await caller.get('/read')).data).toEqual({ color: 'red' })
    })

    it('S-O2 of 20 requests that read at the same time one or more get the message, and nobody later', async () => {
      const caller = subject().caller()
      await keep(caller, 'notice', 'Saved')
      const seen = await Promise.all(Array.from({ length: 20 }, () => read(caller)))
      expect(seen).toContainEqual(['Saved'])
      expect(await read(caller)).toEqual([])
    })
  }
}

function describeRecentAuth(recentAuthSeconds: number, subject: () => Subject): void {
  it('S-O7 requirement 47 who authenticated in this time may go on, and who did not must authenticate again', async () => {
    const caller = subject().caller()
    await caller.post('/set?name=cart&value=full')
    const reply = await caller.post('/authenticate')
    expect(JSON.parse(reply.text)).toMatchObject({ at: subject().now(), data: { cart: 'full' } })
    subject().advance(recentAuthSeconds - 1)
    expect(await caller.get('/sensitive')).toMatchObject({ status: 200, text: 'done' })
    subject().advance(1)
    const refused = await caller.get('/sensitive')
    expect(refused.status).toBe(403)
    expect(errorIn(refused).error).toBe('RecentAuthRequiredError')
    await caller.post('/authenticate')
    expect((await caller.get('/sensitive')).status).toBe(200)
  })

  it('S-O7 who never authenticated has no such time', async () => {
    const caller = subject().caller()
    expect((await caller.get('/sensitive')).status).toBe(403)
    await caller.post('/set?name=cart&value=full')
    expect(JSON.parse((await caller.get('/authenticated')).text)).toEqual({ at: null })
    expect((await caller.get('/sensitive')).status).toBe(403)
  })

  it('S-O7 S-L8 a session from before is not marked: its id may be known to somebody else', async () => {
    const caller = subject().caller()
    await caller.post('/set?name=cart&value=full')
    const reply = await caller.post('/authenticate/old')
    expect(reply.status).toBe(500)
    expect(errorIn(reply).message).toContain('Call `regenerate` before')
    expect((await caller.get('/sensitive')).status).toBe(403)
  })

  it('S-O7 the first session of a caller is marked as it is', async () => {
    const caller = subject().caller()
    expect(await caller.post('/authenticate/old')).toMatchObject({ status: 200 })
    expect((await caller.get('/sensitive')).status).toBe(200)
  })

  it.each(['9999999999999', 'null'])('S-O7 no assignment sets the time: %s', async (value) => {
    const caller = subject().caller()
    await caller.post('/authenticate')
    const before = (await caller.get('/authenticated')).text
    const reply = await caller.post(`/set?name=authenticatedAt&value=${value}`)
    expect(reply.status).toBe(500)
    expect(errorIn(reply).error).toBe('TypeError')
    expect((await caller.get('/authenticated')).text).toBe(before)
    expect((await subject().caller().post(`/set?name=authenticatedAt&value=${value}`)).status).toBe(500)
  })

  it('S-O7 a new session that keeps nothing does not keep the time', async () => {
    const caller = subject().caller()
    await caller.post('/authenticate')
    await caller.post('/regenerate')
    expect((await caller.get('/sensitive')).status).toBe(403)
  })
}
