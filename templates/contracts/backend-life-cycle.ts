// The contract of backends: sessions that come and go through the real middleware, over two instances of one store.
import { describe, expect, it } from 'vitest'
import { storageKeyOf } from '../runtime/session-id-node.ts'
import type { Session } from '../runtime/session.ts'
import { read, request } from './backend-requests.ts'
import { type BackendSubject, newRecord, newStorageKey } from './backend-subject.ts'
import { observe } from './observed-backend.ts'

/** @param writers So many requests write to one session at once. */
export function describeRequests(subject: () => BackendSubject, writers: number): void {
  const login = async (): Promise<string> => {
    const { cookie } = await request(subject().backend, null, write('user', 'ada'))
    return String(cookie)
  }
  const another = async (): Promise<BackendSubject['backend']> => (await subject().second()) ?? subject().backend

  describe('sessions', () => {
    it('S-L4 case 16 what one instance saved, another reads', async () => {
      expect(await read(await another(), await login())).toEqual({ user: 'ada' })
    })

    it('S-L1 a session that nobody wrote to has no record and no cookie', async () => {
      const { backend } = subject()
      const store = observe(backend)
      expect((await request(backend, null)).setCookie).toEqual([])
      expect(store.calls).toEqual([])
    })

    it('S-L7 case 50 case 51 an id that the store does not know is not adopted', async () => {
      const { backend } = subject()
      const unknown = backend.generateSessionId()
      const { cookie } = await request(backend, unknown, write('user', 'mallory'))
      expect(cookie).not.toBe(unknown)
      expect(await read(backend, unknown)).toEqual({})
      expect(await read(backend, cookie)).toEqual({ user: 'mallory' })
    })

    it('S-L9 case 45 a destroyed session is gone for every instance, and a slow request does not bring it back', async () => {
      const cookie = await login()
      const { backend } = subject()
      const other = await another()
      const slow = request(backend, cookie, async (session) => {
        await request(other, cookie, (same) => same.destroy())
        Object.assign(session, { late: 'yes' })
      })
      await expect(slow).rejects.toMatchObject({ name: 'SessionDestroyedError' })
      expect(await read(backend, cookie)).toEqual({})
      expect(await read(other, cookie)).toEqual({})
    })

    it('S-L9 a slow request cannot carry a destroyed session over into a new one', async () => {
      const cookie = await login()
      const { backend } = subject()
      const other = await another()
      const slow = request(backend, cookie, async (session) => {
        await request(other, cookie, (same) => same.destroy())
        await session.regenerate({ keep: true })
      })
      await expect(slow).rejects.toMatchObject({ name: 'SessionDestroyedError' })
      expect(await read(other, cookie)).toEqual({})
    })

    it('S-L8 S-L9 a request that comes while another carries the session over finds that it has ended', async () => {
      const cookie = await login()
      const { backend } = subject()
      const other = await another()
      let seen: object = { nothing: 'was asked' }
      observe(other).delay('delete', async () => {
        seen = await read(backend, cookie)
      })
      await request(other, cookie, (session) => session.regenerate({ keep: true }))
      expect(seen).toEqual({})
    })

    it('S-B3 S-L8 regenerate carries over what a parallel request has written meanwhile', async () => {
      const cookie = await login()
      const { backend } = subject()
      const other = await another()
      const { cookie: next } = await request(backend, cookie, async (session) => {
        await request(other, cookie, write('cart', 'a lamp'))
        await session.regenerate({ keep: true })
      })
      expect(await read(other, next)).toEqual({ user: 'ada', cart: 'a lamp' })
      expect(await read(other, cookie)).toEqual({})
    })

    it('S-L8 case 23 regenerate ends the old record for requests in flight too', async () => {
      const cookie = await login()
      const { backend } = subject()
      const other = await another()
      let next: string | null = null
      const slow = request(backend, cookie, async (session) => {
        next = (await request(other, cookie, (same) => same.regenerate({ keep: true }))).cookie
        Object.assign(session, { late: 'yes' })
      })
      await expect(slow).rejects.toMatchObject({ name: 'SessionDestroyedError' })
      expect(await read(backend, cookie)).toEqual({})
      expect(await read(backend, next)).toEqual({ user: 'ada' })
    })

    const merging = 'S-B3 100 parallel requests over two instances that each write their own key end with 100 keys'
    it(merging.replaceAll('100', String(writers)), async () => {
      const cookie = await login()
      const instances = [subject().backend, await another()]
      const names = Array.from({ length: writers }, (_, index) => `key${index}`)
      await Promise.all(
        names.map((name, index) => request(instances[index % 2] ?? subject().backend, cookie, write(name, name))),
      )
      const expected = Object.fromEntries([['user', 'ada'], ...names.map((name) => [name, name])])
      expect(await read(subject().backend, cookie)).toEqual(expected)
    })

    it('S-B6 case 58 data that cannot be read is dropped, and the session is empty', async () => {
      const { backend, now } = subject()
      const cookie = await login()
      for (const data of ['', '{"user":', 'null', '[]', '"ada"']) {
        await backend.set(storageKeyOf(cookie), newRecord(now(), { data }))
        expect(await read(backend, cookie)).toEqual({})
        expect(await backend.get(storageKeyOf(cookie))).toBeNull()
      }
    })
  })
}

/** For backends whose store others can write to. */
export function describeCorruption(
  subject: () => BackendSubject,
  { deletesAll }: { readonly deletesAll: boolean },
): void {
  const corrupt = async (storageKey: string): Promise<void> => {
    const { corrupt: put } = subject()
    if (put === undefined) {
      throw new Error('the test of this backend does not say how to corrupt a record')
    }
    await put(storageKey)
  }

  describe('what is no record', () => {
    it('S-B6 case 58 is dropped, and the session is empty', async () => {
      const { backend } = subject()
      const { cookie } = await request(backend, null, write('user', 'ada'))
      await corrupt(storageKeyOf(String(cookie)))
      expect(await read(backend, cookie)).toEqual({})
      expect(await read(backend, cookie)).toEqual({})
    })

    it('S-B6 leaves its storage key free once it was read', async () => {
      const { backend, now } = subject()
      const key = newStorageKey()
      await corrupt(key)
      expect(await backend.get(key)).toBeNull()
      expect(await backend.create(key, newRecord(now()))).toBe(true)
    })

    it(`S-B6 is replaced by set, and removed by delete${deletesAll ? ' and deleteAll' : ''}`, async () => {
      const { backend, now } = subject()
      const keys = Array.from({ length: deletesAll ? 3 : 2 }, newStorageKey)
      await Promise.all(keys.map(corrupt))
      await backend.set(String(keys[0]), newRecord(now(), { version: 3 }))
      expect(await backend.get(String(keys[0]))).toEqual(newRecord(now(), { version: 3 }))
      await backend.delete(String(keys[1]))
      await (deletesAll ? backend.deleteAll() : backend.delete(String(keys[0])))
      expect(await Promise.all(keys.map((key) => backend.create(key, newRecord(now()))))).toEqual(keys.map(() => true))
    })
  })
}

function write(name: string, value: string): (session: Session) => void {
  return (session) => void Object.assign(session, { [name]: value })
}
