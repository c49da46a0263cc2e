// The contract of backends: create, update and touch, each on its condition, alone and in parallel.
import { describe, expect, it } from 'vitest'
import { type BackendSubject, MINUTE, newRecord, newStorageKey } from './backend-subject.ts'

/** @param options.isAtomic Each operation is one step of the store. `deletesAll`: it can delete all records. */
export function describeRecordChanges(
  subject: () => BackendSubject,
  options: { readonly isAtomic: boolean; readonly deletesAll: boolean },
): void {
  describe('changes', () => {
    it('S-B2 create fails if the storage key is taken, and leaves what is there', async () => {
      const { backend, now } = subject()
      const key = newStorageKey()
      expect(await backend.create(key, newRecord(now()))).toBe(true)
      expect(await backend.create(key, newRecord(now(), { data: '{}', version: 9 }))).toBe(false)
      expect(await backend.get(key)).toEqual(newRecord(now()))
    })

    it('S-B2 update replaces the version that was read, and no other', async () => {
      const { backend, now } = subject()
      const key = newStorageKey()
      await backend.create(key, newRecord(now()))
      const second = newRecord(now(), { data: '{"color":"blue"}', version: 2, expiresAt: now() + 2 * MINUTE })
      expect(await backend.update(key, second, 1)).toBe(true)
      expect(await backend.get(key)).toEqual(second)
      expect(await backend.update(key, newRecord(now(), { version: 2 }), 1)).toBe(false)
      expect(await backend.update(key, newRecord(now(), { version: 4 }), 3)).toBe(false)
      expect(await backend.get(key)).toEqual(second)
    })

    it('S-B2 update moves the deadline', async () => {
      const { backend, now, advance } = subject()
      const key = newStorageKey()
      await backend.create(key, newRecord(now()))
      advance(MINUTE - 1)
      expect(await backend.update(key, newRecord(now(), { version: 2 }), 1)).toBe(true)
      advance(MINUTE - 1)
      expect((await backend.get(key))?.version).toBe(2)
    })

    it('S-B2 S-L8 update to a deadline that has passed ends a record', async () => {
      const { backend, now } = subject()
      const key = newStorageKey()
      await backend.create(key, newRecord(now()))
      expect(await backend.update(key, newRecord(now(), { version: 2, expiresAt: 0 }), 1)).toBe(true)
      expect(await backend.get(key)).toBeNull()
      expect(await backend.update(key, newRecord(now(), { version: 3 }), 2)).toBe(false)
      expect(await backend.touch(key, now(), now() + MINUTE)).toBe(false)
      await backend.delete(key)
    })

    it('S-B2 case 131 touch moves the deadline and the time of renewal, and nothing else', async () => {
      const { backend, now, advance } = subject()
      const key = newStorageKey()
      const record = newRecord(now(), { version: 5 })
      await backend.create(key, record)
      advance(MINUTE / 2)
      expect(await backend.touch(key, now(), now() + MINUTE)).toBe(true)
      expect(await backend.get(key)).toEqual({ ...record, renewedAt: now(), expiresAt: now() + MINUTE })
      advance(MINUTE - 1)
      expect(await backend.get(key)).not.toBeNull()
    })

    it('S-B2 touch never moves a deadline to an earlier time', async () => {
      const { backend, now, advance } = subject()
      const key = newStorageKey()
      const record = newRecord(now())
      await backend.create(key, record)
      advance(1_000)
      expect(await backend.touch(key, now(), now() + 1_000)).toBe(true)
      expect((await backend.get(key))?.expiresAt).toBe(record.expiresAt)
      advance(MINUTE - 1_001)
      expect(await backend.get(key)).not.toBeNull()
    })

    it('S-B2 a touch does not stand in the way of an update', async () => {
      const { backend, now } = subject()
      const key = newStorageKey()
      await backend.create(key, newRecord(now()))
      await backend.touch(key, now(), now() + 2 * MINUTE)
      expect(await backend.update(key, newRecord(now(), { version: 2 }), 1)).toBe(true)
    })

    const ends: [what: string, end: (s: BackendSubject, key: string) => unknown][] = [
      ['was never there', () => {}],
      ['was deleted', (s, key) => s.backend.delete(key)],
      ['went with all others', (s) => s.backend.deleteAll()],
      ['is past its deadline', (s) => s.advance(MINUTE)],
    ]
    it.each(ends.filter(([what]) => options.deletesAll || what !== 'went with all others'))(
      'S-L9 S-B2 case 134 update and touch bring nothing back that %s',
      async (what, end) => {
        const { backend, now } = subject()
        const key = newStorageKey()
        if (what !== 'was never there') {
          await backend.create(key, newRecord(now()))
          await end(subject(), key)
        }
        expect(await backend.update(key, newRecord(now(), { version: 2 }), 1)).toBe(false)
        expect(await backend.touch(key, now(), now() + MINUTE)).toBe(false)
        expect(await backend.get(key)).toBeNull()
        expect(await backend.create(key, newRecord(now(), { data: '{}' }))).toBe(true)
        expect(await backend.get(key)).toEqual(newRecord(now(), { data: '{}' }))
      },
    )

    if (options.isAtomic) {
      describeRaces(subject)
    }
  })
}

/** For backends whose store does not expire records by itself. */
export function describeSweep(subject: () => BackendSubject): void {
  it('S-B4 case 122 case 124 deleteExpired removes so many of what has expired, and keeps the rest', async () => {
    const { backend, now, advance } = subject()
    const deleteExpired = async (limit: number): Promise<unknown> =>
      'deleteExpired' in backend && typeof backend.deleteExpired === 'function'
        ? backend.deleteExpired(limit)
        : 'absent'
    const [short, long] = [Array.from({ length: 5 }, newStorageKey), Array.from({ length: 5 }, newStorageKey)]
    await Promise.all(short.map((key) => backend.set(key, newRecord(now()))))
    await Promise.all(long.map((key) => backend.set(key, newRecord(now(), { expiresAt: now() + 2 * MINUTE }))))
    expect(await deleteExpired(10)).toBe(0)
    advance(MINUTE)
    expect(await deleteExpired(2)).toBe(2)
    expect(await deleteExpired(10)).toBe(3)
    expect(await deleteExpired(10)).toBe(0)
    expect((await Promise.all(long.map((key) => backend.get(key)))).filter((found) => found === null)).toEqual([])
  })
}

function describeRaces(subject: () => BackendSubject): void {
  it('S-B2 of many creates at once one succeeds', async () => {
    const { backend, second, now } = subject()
    const instances = [backend, (await second()) ?? backend]
    const key = newStorageKey()
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        instances[index % 2]?.create(key, newRecord(now(), { data: `{"index":${index}}` })),
      ),
    )
    expect(results.filter((created) => created)).toHaveLength(1)
    expect((await backend.get(key))?.data).toBe(`{"index":${results.indexOf(true)}}`)
  })

  it('S-B2 of many updates of one version one succeeds', async () => {
    const { backend, second, now } = subject()
    const instances = [backend, (await second()) ?? backend]
    const key = newStorageKey()
    await backend.create(key, newRecord(now()))
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        instances[index % 2]?.update(key, newRecord(now(), { data: `{"index":${index}}`, version: 2 }), 1),
      ),
    )
    expect(results.filter((updated) => updated)).toHaveLength(1)
    expect((await backend.get(key))?.data).toBe(`{"index":${results.indexOf(true)}}`)
  })

  it('S-L13 a touch and an update at once lose nothing of either', async () => {
    const { backend, second, now } = subject()
    const other = (await second()) ?? backend
    for (let round = 0; round < 20; round += 1) {
      const key = newStorageKey()
      await backend.create(key, newRecord(now()))
      const update = newRecord(now(), { data: '{"color":"blue"}', version: 2 })
      await Promise.all([backend.update(key, update, 1), other.touch(key, now(), now() + MINUTE)])
      expect(await backend.get(key)).toEqual(update)
    }
  })

  it('S-L9 what is deleted while it is touched and updated is gone', async () => {
    const { backend, second, now } = subject()
    const other = (await second()) ?? backend
    for (let round = 0; round < 20; round += 1) {
      const key = newStorageKey()
      await backend.create(key, newRecord(now()))
      await Promise.all([
        other.update(key, newRecord(now(), { version: 2 }), 1),
        backend.delete(key),
        other.touch(key, now(), now() + MINUTE),
      ])
      expect(await backend.get(key)).toBeNull()
    }
  })
}
