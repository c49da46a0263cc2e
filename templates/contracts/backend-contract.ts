// What every server-side backend keeps to, against its real store; the same again for a backend of a user's own making.
import { describe, expect, it } from 'vitest'
import { describeRecordChanges, describeSweep } from './backend-changes.ts'
import { describeCorruption, describeRequests } from './backend-life-cycle.ts'
import {
  type BackendSubject,
  type BackendTraits,
  MINUTE,
  newRecord,
  newStorageKey,
  type Open,
  subjectOf,
} from './backend-subject.ts'
import { PlainBackend } from './plain-backend.ts'

/** Storage keys as no digest looks like: a backend of ours never gets one, and must not be led astray by one. */
const PATHS = ['.', '..', '/', '../x', '../../etc/passwd', 'a/b', 'a\\b', 'NUL', 'C:']
const SYNTAX = ['', ' ', 'a\0b', 'a\r\nDEL b', '*', '?', '[a-z]', '{tag}', "' OR 1=1 --", '%2e%2e', '__proto__']
const LOOKALIKES = ['Key', 'key', 'é', 'e\u0301', 'k'.repeat(300), 'k'.repeat(301)]
const HOSTILE_KEYS = [...PATHS, ...SYNTAX, ...LOOKALIKES]

/** The whole contract. */
export function describeBackend(name: string, open: Open, { meta, isCorruptible, writers = 100 }: BackendTraits): void {
  const { isAtomic, expiry, deletesAll } = meta.guarantees
  describe(name, () => {
    const subject = subjectOf(open)
    describeRecords(subject)
    describeRecordChanges(subject, { isAtomic, deletesAll })
    describeRequests(subject, writers)
    if (deletesAll) {
      describeDeleteAll(subject)
    }
    if (expiry === 'backend') {
      describeSweep(subject)
    } else {
      it('S-B4 has no deleteExpired, as its store removes what is over', () => {
        expect('deleteExpired' in subject().backend).toBe(false)
      })
    }
    if (isCorruptible) {
      describeCorruption(subject, { deletesAll })
    }
  })
  describe(`S-A1 ${name}, under a backend with get, set, delete and deleteAll alone`, () => {
    const subject = subjectOf(async (now) => {
      const { backend, close } = await open(now)
      const plain = new PlainBackend(backend)
      return { backend: plain, second: () => plain, close }
    })
    describeRecords(subject)
    describeRecordChanges(subject, { isAtomic: false, deletesAll })
    if (deletesAll) {
      describeDeleteAll(subject)
    }
  })
}

function describeDeleteAll(subject: () => BackendSubject): void {
  it('S-B4 case 116 deleteAll removes every record, and the backend works on', async () => {
    const { backend, now } = subject()
    const keys = Array.from({ length: 250 }, newStorageKey)
    await Promise.all(keys.map((key) => backend.set(key, newRecord(now()))))
    await backend.deleteAll()
    expect((await Promise.all(keys.map((key) => backend.get(key)))).filter((found) => found !== null)).toEqual([])
    await backend.deleteAll()
    const again = newStorageKey()
    await backend.set(again, newRecord(now()))
    expect(await backend.get(again)).toEqual(newRecord(now()))
  })
}

function describeRecords(subject: () => BackendSubject): void {
  describe('records', () => {
    it('S-B1 an unknown storage key leads to null', async () => {
      expect(await subject().backend.get(newStorageKey())).toBeNull()
    })

    it.each([
      ['nothing', '{}'],
      ['some fields', '{"user":"ada","cart":{"items":["pear"]}}'],
      ['any script', JSON.stringify({ text: 'ąß漢字🙂e\u0301\u00e9\u2028\ufeff' })],
      ['control characters', JSON.stringify({ text: '\0\u0001\r\n\t"\\\u007f' })],
      ['half a surrogate pair', JSON.stringify({ text: '\ud800' })],
      ['a megabyte', JSON.stringify({ text: '漢z'.repeat(250_000) })],
      ['a text of its serializer’s own', 'i:1;\0\r\n$5 \u00ff'],
    ])('S-B2 case 112 what is set is what is found: %s', async (_what, data) => {
      const { backend, second, now } = subject()
      const record = newRecord(now(), { data, createdAt: now() - 5, renewedAt: now() - 3, version: 7 })
      const key = newStorageKey()
      await backend.set(key, record)
      expect(await backend.get(key)).toEqual(record)
      expect(await (await second())?.get(key)).toEqual((await second()) === null ? undefined : record)
    })

    it('S-B1 case 113 two storage keys do not mix', async () => {
      const { backend, now } = subject()
      const [one, other] = [newStorageKey(), newStorageKey()]
      await backend.set(one, newRecord(now(), { data: '{"user":"ada"}' }))
      await backend.set(other, newRecord(now(), { data: '{"user":"grace"}' }))
      expect((await backend.get(one))?.data).toBe('{"user":"ada"}')
      expect((await backend.get(other))?.data).toBe('{"user":"grace"}')
    })

    it('S-B2 case 114 case 115 delete removes one record, and once more is no error', async () => {
      const { backend, now } = subject()
      const [one, other] = [newStorageKey(), newStorageKey()]
      await backend.set(one, newRecord(now()))
      await backend.set(other, newRecord(now()))
      await backend.delete(one)
      await backend.delete(one)
      expect(await backend.get(one)).toBeNull()
      expect(await backend.get(other)).not.toBeNull()
    })

    it('S-L14 case 117 at its deadline, by the reader’s clock, a record is gone; a millisecond before it is there', async () => {
      const { backend, now, advance } = subject()
      const key = newStorageKey()
      await backend.set(key, newRecord(now()))
      advance(MINUTE - 1)
      expect(await backend.get(key)).not.toBeNull()
      advance(1)
      expect(await backend.get(key)).toBeNull()
    })

    it.each([-24 * 60 * MINUTE, 24 * 60 * MINUTE])('S-L14 a clock that is off by %i ms counts as well', async (off) => {
      const { backend, now, advance } = subject()
      advance(off)
      const key = newStorageKey()
      await backend.set(key, newRecord(now()))
      expect(await backend.get(key)).toEqual(newRecord(now()))
      advance(MINUTE)
      expect(await backend.get(key)).toBeNull()
    })

    it('S-B2 case 118 set replaces a record and restarts its expiry', async () => {
      const { backend, now, advance } = subject()
      const key = newStorageKey()
      await backend.set(key, newRecord(now()))
      advance(MINUTE - 1)
      const record = newRecord(now(), { data: '{"color":"blue"}', version: 2 })
      await backend.set(key, record)
      advance(MINUTE - 1)
      expect(await backend.get(key)).toEqual(record)
    })

    it('S-B2 a record is copied in and out: changing one’s own changes nothing that is stored', async () => {
      const { backend, now } = subject()
      const [key, created] = [newStorageKey(), newStorageKey()]
      const record = newRecord(now())
      await backend.set(key, record)
      await backend.create(created, record)
      Reflect.set(record, 'data', '{"color":"blue"}')
      for (const found of [await backend.get(key), await backend.get(created)]) {
        Reflect.set(found ?? {}, 'data', '{"color":"green"}')
      }
      expect((await backend.get(key))?.data).toBe('{"color":"red"}')
      expect((await backend.get(created))?.data).toBe('{"color":"red"}')
    })

    it('S-B5 case 125 case 126 a storage key of any form stays one key of this store', async () => {
      const { backend, now } = subject()
      for (const [index, key] of HOSTILE_KEYS.entries()) {
        await backend.set(key, newRecord(now(), { data: `{"index":${index}}` }))
      }
      for (const [index, key] of HOSTILE_KEYS.entries()) {
        expect((await backend.get(key))?.data, JSON.stringify(key)).toBe(`{"index":${index}}`)
      }
      for (const key of HOSTILE_KEYS) {
        await backend.delete(key)
        expect(await backend.get(key), JSON.stringify(key)).toBeNull()
      }
    })
  })
}
