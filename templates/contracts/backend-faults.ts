// What every server-side backend keeps to when its store fails it: one suite for each fault.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ServerSideBackend } from '../runtime/server-side-backend.ts'
import { read, request } from './backend-requests.ts'
import { newRecord, newStorageKey } from './backend-subject.ts'
import type { Operation } from './observed-backend.ts'

/** A backend over a real store that the test can make fail. */
export interface FaultyBackend {
  readonly backend: ServerSideBackend
  /** Lets the store fail: from the moment this settles each operation meets the fault. */
  begin(): Promise<void>
  end(): Promise<void>
  close(): Promise<void>
}

/** A fault that is ended once: by the test, or behind it. */
export function endedOnce(begin: () => unknown, end: () => unknown): Pick<FaultyBackend, 'begin' | 'end'> {
  let isOver = true
  return {
    async begin() {
      isOver = false
      await begin()
    },
    async end() {
      if (!isOver) {
        isOver = true
        await end()
      }
    },
  }
}

export interface FaultTraits {
  /** What the store can still do. */
  readonly stillWorks: readonly Operation[]
  /** The store's records outlast the fault. */
  readonly keepsRecords: boolean
}

export function describeFault(name: string, open: () => Promise<FaultyBackend>, traits: FaultTraits): void {
  const works = (operation: Operation): boolean => traits.stillWorks.includes(operation)

  describe(name, () => {
    let subject: FaultyBackend
    beforeEach(async () => {
      subject = await open()
    })
    afterEach(() => subject.close())

    it('S-B1 S-B7 an operation that the store cannot do fails with a SessionStoreError, and does not hang', async () => {
      const { backend, begin } = subject
      const [key, other] = [newStorageKey(), newStorageKey()]
      const record = newRecord(backend.now())
      await backend.create(key, record)
      await begin()
      const operations = {
        get: () => backend.get(key),
        set: () => backend.set(key, record),
        create: () => backend.create(other, record),
        update: () => backend.update(key, { ...record, version: 2 }, 1),
        touch: () => backend.touch(key, backend.now(), backend.now() + 90_000),
        delete: () => backend.delete(other),
        deleteAll: () => backend.deleteAll(),
      }
      const outcomes = await Promise.all(
        Object.entries(operations).map(async ([operation, run]) => [operation, await run().then(() => 'done', nameOf)]),
      )
      const expected = Object.keys(operations).map((operation) => [
        operation,
        works(operation as Operation) ? 'done' : 'SessionStoreError',
      ])
      expect(outcomes).toEqual(expected)
    })

    it('S-L5 case 59 case 60 a request that needs the store fails before its head leaves; one without a cookie is served', async () => {
      const { backend, begin } = subject
      const { cookie } = await request(backend, null, login)
      await begin()
      expect((await request(backend, null)).setCookie).toEqual([])
      await expect(request(backend, null, login)).rejects.toMatchObject({ name: 'SessionStoreError', statusCode: 503 })
      await expect(request(backend, cookie, change)).rejects.toMatchObject({ name: 'SessionStoreError' })
      const logout = request(backend, cookie, (session) => session.destroy())
      expect(await logout.then(() => 'done', nameOf)).toBe(works('delete') ? 'done' : 'SessionStoreError')
    })

    it('S-B7 many requests at once fail alike, and nothing of them comes later as an unhandled error', async () => {
      const { backend, begin, end } = subject
      await begin()
      const outcomes = await Promise.all(
        Array.from({ length: 200 }, () => backend.create(newStorageKey(), newRecord(backend.now())).catch(nameOf)),
      )
      // Some may have been answered before the connection broke.
      expect(outcomes.filter((outcome) => outcome !== true && outcome !== 'SessionStoreError')).toEqual([])
      expect(outcomes).toContain('SessionStoreError')
      await end()
      await recovered(backend)
    })

    it('S-B7 once the store is back, so is the backend, by itself', async () => {
      const { backend, begin, end } = subject
      const { cookie } = await request(backend, null, login)
      await begin()
      await backend.set(newStorageKey(), newRecord(backend.now())).catch(nameOf)
      await end()
      await recovered(backend)
      expect(await read(backend, cookie)).toEqual(traits.keepsRecords ? { user: 'ada' } : {})
      const next = await request(backend, null, login)
      expect(await read(backend, next.cookie)).toEqual({ user: 'ada' })
    })
  })
}

/** Waits until the store takes writes again; a backend that never recovers lets the test run out of its time. */
export async function recovered(backend: ServerSideBackend): Promise<void> {
  for (;;) {
    try {
      await backend.create(newStorageKey(), newRecord(backend.now()))
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }
}

function login(session: object): void {
  Object.assign(session, { user: 'ada' })
}

function change(session: object): void {
  Object.assign(session, { at: 'night' })
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : String(error)
}
