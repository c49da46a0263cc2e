// What the file backend promises beside the contract: names, modes, damage, and a folder in which others leave things.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createHash } from 'node:crypto'
import { dirname, join, relative, sep } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { describeBackend } from '../../contracts/backend-contract.ts'
import { temporaryFolder } from '../../contracts/services.ts'
import type { SessionRecord } from '../../runtime/session-record.ts'
import { file } from './file.meta.ts'
import { createBackend, FileBackend } from './file-backend.ts'

const NOW = 1_800_000_000_000
const KEY = 'a'.repeat(43)

let folder: ReturnType<typeof temporaryFolder>
let directory: string
let now: number
let backend: FileBackend

beforeEach(() => {
  folder = temporaryFolder('file')
  directory = join(folder.path, 'not', 'there', 'yet')
  now = NOW
  backend = new FileBackend(() => now, directory)
})

afterEach(() => folder.remove())

function recordOf(changes: Partial<SessionRecord> = {}): SessionRecord {
  return { data: '{}', createdAt: NOW, renewedAt: NOW, expiresAt: NOW + 1000, version: 1, ...changes }
}

/** Every file below the folder of the test, relative to it. */
function files(): string[] {
  return readdirSync(folder.path, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder.path, join(entry.parentPath, entry.name)))
}

/** The file of the only session. */
function recordPath(): string {
  return join(folder.path, files()[0] ?? '')
}

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8)
}

describeBackend(
  'the contract of backends, in files',
  async (clock) => {
    const own = temporaryFolder('file-contract')
    const corrupt = async (storageKey: string): Promise<void> => {
      const name = createHash('sha256').update(storageKey).digest('hex')
      mkdirSync(join(own.path, name.slice(0, 2)), { recursive: true, mode: 0o700 })
      writeFileSync(join(own.path, name.slice(0, 2), `${name.slice(2)}.json`), '{"data":"{')
    }
    const open = (): FileBackend => new FileBackend(clock, own.path)
    return { backend: open(), second: open, corrupt, close: async () => own.remove() }
  },
  { meta: file, isCorruptible: true },
)

describe('names and modes', () => {
  it('case 119 the folder is created at the first write, and no earlier; nobody else can read any of it', async () => {
    expect(await backend.get(KEY)).toBeNull()
    expect(await backend.update(KEY, recordOf(), 1)).toBe(false)
    expect(await backend.touch(KEY, NOW, NOW + 2000)).toBe(false)
    await backend.delete(KEY)
    await backend.deleteAll()
    expect(await backend.deleteExpired(10)).toBe(0)
    expect(existsSync(directory)).toBe(false)
    await backend.create(KEY, recordOf())
    expect([directory, dirname(recordPath()), recordPath()].map(modeOf)).toEqual(['700', '700', '600'])
    expect(await backend.get(KEY)).toEqual(recordOf())
  })

  it('case 120 a file is named by a hash, and lies in a folder of its own prefix', async () => {
    await backend.create(KEY, recordOf())
    expect(relative(directory, recordPath())).toMatch(/^[0-9a-f]{2}[/\\][0-9a-f]{62}\.json$/)
    expect(recordPath()).not.toContain(KEY)
  })

  it.each([
    '../x',
    '../../x',
    'a/b',
    'a\\b',
    '.',
    '..',
    '',
    'nul\0byte',
    'x'.repeat(300),
    '/etc/passwd',
    'CON',
    'é\u202e',
    '{}*?[',
  ])('S-B5 case 125 a hostile key %j stays inside the folder', async (key) => {
    await backend.set(key, recordOf({ data: key }))
    expect((await backend.get(key))?.data).toBe(key)
    expect(files().every((path) => path.startsWith(join('not', 'there', 'yet') + sep))).toBe(true)
    await backend.delete(key)
    expect(files()).toEqual([])
  })

  it.each([
    ['case', 'abc', 'ABC'],
    ['Unicode form', 'é', 'e\u0301'],
    ['compatibility form', 'ﬁ', 'fi'],
    ['separators', 'a/b', 'a_b'],
    ['other separators', 'a/b', 'a\\b'],
    ['a trailing dot', 'a', 'a.'],
    ['a trailing space', 'a', 'a '],
    ['an extension', 'a', 'a.json'],
    ['a lock', 'a', 'a.lock'],
    ['what follows 255 characters', `${'x'.repeat(255)}a`, `${'x'.repeat(255)}b`],
  ])('case 126 keys that differ by %s are two sessions', async (_, one, other) => {
    await backend.set(one, recordOf({ data: 'one' }))
    await backend.set(other, recordOf({ data: 'other' }))
    expect([(await backend.get(one))?.data, (await backend.get(other))?.data]).toEqual(['one', 'other'])
    expect(new Set(files().map((path) => path.toLowerCase())).size).toBe(2)
  })

  it('case 121 a file that was removed behind its back is no session', async () => {
    await backend.create(KEY, recordOf())
    rmSync(recordPath())
    expect(await backend.get(KEY)).toBeNull()
    expect(await backend.update(KEY, recordOf({ version: 2 }), 1)).toBe(false)
  })

  it('a folder that was removed behind its back is created again', async () => {
    await backend.create(KEY, recordOf())
    rmSync(directory, { recursive: true })
    expect(await backend.get(KEY)).toBeNull()
    expect(await backend.create(KEY, recordOf())).toBe(true)
  })

  it('createBackend uses the clock that it is given', () => {
    expect(createBackend({ now: () => NOW }).now()).toBe(NOW)
  })
})

describe('damage', () => {
  it.each([
    ['empty', () => ''],
    ['truncated', (text: string) => text.slice(0, -10)],
    ['foreign', () => '#!/bin/sh\necho'],
    ['of another shape', () => '{"data":{},"createdAt":1}'],
    ['without a deadline', (text: string) => text.replace(/"expiresAt":\d+/, '"expiresAt":null')],
    ['no object', () => 'null'],
  ])('S-B6 case 58 a file that is %s is dropped, once, and is no session', async (_, damage) => {
    await backend.create(KEY, recordOf())
    const path = recordPath()
    writeFileSync(path, damage(readFileSync(path, 'utf8')))
    expect(await backend.get(KEY)).toBeNull()
    expect(files()).toEqual([])
    expect(await backend.create(KEY, recordOf())).toBe(true)
  })

  it('S-B6 a damaged file does not stop an update, a touch, a deletion or a sweep', async () => {
    for (const work of [
      async () => expect(await backend.update(KEY, recordOf({ version: 2 }), 1)).toBe(false),
      async () => expect(await backend.touch(KEY, NOW, NOW + 2000)).toBe(false),
      async () => expect(await backend.delete(KEY)).toBeUndefined(),
      async () => expect(await backend.deleteExpired(1)).toBe(1),
    ]) {
      await backend.create(KEY, recordOf())
      writeFileSync(recordPath(), 'damaged')
      await work()
      expect(files()).toEqual([])
    }
  })
})

describe('sweeping', () => {
  it('S-B4 case 124 deleteExpired removes so many expired records, and keeps live ones', async () => {
    for (const key of ['a', 'b', 'c', 'd', 'e']) {
      await backend.create(key, recordOf())
    }
    await backend.create('live', recordOf({ expiresAt: NOW + 5000 }))
    now += 1000
    expect([await backend.deleteExpired(3), await backend.deleteExpired(3), await backend.deleteExpired(3)]).toEqual([
      3, 2, 0,
    ])
    expect(files()).toHaveLength(1)
    expect(await backend.get('live')).not.toBeNull()
  })

  it('S-B4 removes what killed processes left behind, once it is old, and nothing else', async () => {
    await backend.create(KEY, recordOf())
    const path = recordPath()
    const temporary = `${path}.00000000-0000-4000-8000-000000000000.tmp`
    const unlocked = `${path}.lock.00000000-0000-4000-8000-000000000000.tmp`
    const [lock, foreign] = [`${path}.lock`, join(dirname(path), 'notes.txt')]
    for (const name of [temporary, unlocked, lock, foreign]) {
      writeFileSync(name, 'elsewhere 1')
    }
    await backend.deleteExpired(10)
    expect([temporary, unlocked, lock, foreign].map((name) => existsSync(name))).toEqual([true, true, true, true])
    for (const name of [temporary, unlocked, lock, foreign]) {
      utimesSync(name, new Date(), new Date(Date.now() - 60 * 60 * 1000))
    }
    await backend.deleteExpired(10)
    expect([temporary, unlocked, lock, foreign].map((name) => existsSync(name))).toEqual([false, false, false, true])
    expect(await backend.get(KEY)).toEqual(recordOf())
  })

  it('S-B4 case 116 deleteAll removes its own files, and leaves what others put there', async () => {
    for (const key of ['a', 'b', 'c']) {
      await backend.create(key, recordOf())
    }
    const others = ['README', join('ab', 'README'), join('ab', 'x.json'), join('other', 'a.json')]
    for (const name of others) {
      mkdirSync(dirname(join(directory, name)), { recursive: true, mode: 0o700 })
      writeFileSync(join(directory, name), 'mine')
    }
    const target = join(folder.path, 'target')
    writeFileSync(target, 'mine')
    symlinkSync(target, join(directory, 'ab', `${'0'.repeat(62)}.json`))
    await backend.deleteAll()
    expect(await Promise.all(['a', 'b', 'c'].map((key) => backend.get(key)))).toEqual([null, null, null])
    expect(files()).toHaveLength(others.length + 2)
    expect(readFileSync(target, 'utf8')).toBe('mine')
  })
})
