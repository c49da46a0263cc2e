// The contract of targets: sessions that another version of the application has saved, older or newer.
import { describe, expect, it } from 'vitest'
import type { ServerSideBackend } from '../runtime/server-side-backend.ts'
import type { SessionRecord } from '../runtime/session-record.ts'
import { type Caller, errorIn, sessionIn } from './contract-client.ts'
import type { ContractConfig, Subject } from './target-contract.ts'

export function describeVersions(config: ContractConfig, subject: () => Subject): void {
  const { dataVersion, side } = config
  if (dataVersion === null || side === 'client') {
    return
  }

  /** A session whose data stands in the store as another version wrote it. */
  const savedBy = async (data: string): Promise<{ caller: Caller; stored: () => Promise<SessionRecord | null> }> => {
    const caller = subject().caller()
    await caller.post('/login?user=ada')
    const { key } = subject().store.calls.findLast(({ operation }) => operation === 'create') ?? { key: '' }
    const backend = subject().backend as ServerSideBackend
    const record = await backend.get(key)
    if (record === null) {
      throw new Error('The session is not there')
    }
    await backend.set(key, { ...record, data })
    subject().store.forget()
    return { caller, stored: () => backend.get(key) }
  }
  const dataOf = async (stored: () => Promise<SessionRecord | null>): Promise<string | undefined> =>
    (await stored())?.data
  const mark = dataVersion === 1 ? '' : `@v${dataVersion}:`

  describe('versions of the data', () => {
    it('S-D5 what is saved says of which version it is', async () => {
      const { caller, stored } = await savedBy('{"user":"grace"}')
      await caller.post('/set?name=color&value=red')
      expect(await dataOf(stored)).toBe(`${mark}{"user":"grace","color":"red"}`)
    })

    it('S-D5 bad input 133 older data is read, and stays as it is until it is written', async () => {
      const { caller, stored } = await savedBy('{"user":"grace"}')
      expect(sessionIn(await caller.get('/read'))).toMatchObject({ isNew: false, data: { user: 'grace' } })
      subject().advance(config.renewAfterSeconds)
      await caller.get('/read')
      expect(await dataOf(stored)).toBe('{"user":"grace"}')
      expect(subject().store.calls.map(({ operation }) => operation)).not.toContain('update')
    })

    it.each(['@v998:{"user":"grace"}', '@v999:not even JSON'])(
      'S-D6 bad input 133 bad input 152 newer data is no session here, and stays: %s',
      async (data) => {
        const { caller, stored } = await savedBy(data)
        const reply = await caller.get('/read')
        expect(sessionIn(reply)).toMatchObject({ id: null, isNew: true, data: {} })
        expect(reply.setCookie).toEqual([])
        expect(await dataOf(stored)).toBe(data)
      },
    )

    it.each(['/set?name=color&value=red', '/regenerate?keep=*', '/login?user=eve', '/destroy'])(
      'S-D6 bad input 152 nothing that a handler does reaches newer data: %s',
      async (path) => {
        const { caller, stored } = await savedBy('@v999:{"user":"grace"}')
        const cookie = caller.cookieHeader
        expect((await caller.post(path)).status).toBe(200)
        expect(await dataOf(stored)).toBe('@v999:{"user":"grace"}')
        expect(caller.cookieHeader).not.toBe(cookie)
        expect(sessionIn(await caller.get('/read')).data).not.toHaveProperty('user', 'grace')
      },
    )

    it.each([
      ['a write', '/gated/set?gate=g&name=color&value=red'],
      ['a regenerate that keeps', '/gated/regenerate?gate=g'],
    ])('S-D6 bad input 152 %s that meets data which became newer meanwhile is a conflict', async (_what, path) => {
      const { caller, stored } = await savedBy('{"user":"grace"}')
      const pending = caller.post(path)
      await caller.get('/gate/arrived?gate=g', { cookie: null })
      const record = await stored()
      const [{ key } = { key: '' }] = subject().store.calls
      await (subject().backend as ServerSideBackend).update(
        key,
        { ...(record as SessionRecord), data: '@v999:{"user":"grace"}', version: (record?.version ?? 0) + 1 },
        record?.version ?? 0,
      )
      await caller.post('/gate/open?gate=g', { cookie: null })
      const reply = await pending
      expect(errorIn(reply).error).toBe('SessionConflictError')
      expect(reply).toMatchObject({ status: 409, setCookie: [] })
      expect(await dataOf(stored)).toBe('@v999:{"user":"grace"}')
    })
  })
}
