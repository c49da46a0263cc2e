// The contract of targets: what is written and what is read is held to a schema, where the config has one.
import { describe, expect, it } from 'vitest'
import type { ServerSideBackend } from '../runtime/server-side-backend.ts'
import { type Caller, errorIn, sessionIn } from './contract-client.ts'
import type { ContractConfig, Subject } from './target-contract.ts'

export function describeData(config: ContractConfig, subject: () => Subject): void {
  if (config.invalidData === null) {
    return
  }

  describe('data with a schema', () => {
    it.each([
      ['visits', 'many'],
      ['user', 'x'.repeat(65)],
    ])('S-D2 %s that the schema does not allow are an error, and nothing is saved', async (name, value) => {
      const caller = subject().caller()
      await caller.post('/login?user=ada')
      const { cookieHeader } = caller
      const reply = await caller.post(`/set?name=${name}&value=${value}`)
      expect(reply.status).toBe(500)
      const { error, message } = errorIn(reply)
      expect(error).toBe('SessionDataError')
      expect(message).toContain(`\`${name}\``)
      expect(message).not.toContain(value)
      expect(reply.setCookie).toEqual([])
      expect(caller.cookieHeader).toBe(cookieHeader)
      expect(sessionIn(await caller.get('/read')).data).toEqual({ user: 'ada' })
    })

    it('S-D2 a first session that is not valid is none', async () => {
      const reply = await subject().caller().post('/set?name=visits&value=many')
      expect(reply).toMatchObject({ status: 500, setCookie: [] })
    })

    it('S-D1 what the schema allows is saved, and what it does not know', async () => {
      const caller = subject().caller()
      await caller.post(`/login?user=${'x'.repeat(64)}`)
      await caller.post('/set?name=color&value=red')
      await caller.get('/visit')
      expect(sessionIn(await caller.get('/read')).data).toEqual({ user: 'x'.repeat(64), color: 'red', visits: 1 })
    })

    if (config.side === 'server') {
      describeStored(config.invalidData, subject)
    }
  })
}

function describeStored(policy: ContractConfig['invalidData'], subject: () => Subject): void {
  /** Other code has written to the store. */
  const spoil = async (caller: Caller): Promise<string> => {
    await caller.post('/login?user=ada')
    const { backend, store } = subject()
    const { key = '' } = store.calls.find(({ operation }) => operation === 'create') ?? {}
    const stored = backend as ServerSideBackend
    const record = await stored.get(key)
    if (record === null) {
      throw new Error('The session is not there')
    }
    await stored.set(key, { ...record, data: '{"user":1}' })
    return key
  }

  if (policy === 'reject') {
    it('S-D3 a session that was stored with other data fails its requests, and stays', async () => {
      const caller = subject().caller()
      const key = await spoil(caller)
      const reply = await caller.get('/read')
      expect(reply).toMatchObject({ status: 500, setCookie: [] })
      expect(errorIn(reply).error).toBe('SessionDataError')
      expect((await (subject().backend as ServerSideBackend).get(key))?.data).toBe('{"user":1}')
    })
  } else {
    it('S-D3 a session that was stored with other data begins anew', async () => {
      const caller = subject().caller()
      const key = await spoil(caller)
      expect(sessionIn(await caller.get('/read'))).toMatchObject({ isNew: true, data: {} })
      expect(await (subject().backend as ServerSideBackend).get(key)).toBeNull()
      await caller.post('/login?user=grace')
      expect(sessionIn(await caller.get('/read')).data).toEqual({ user: 'grace' })
    })
  }
}
