// What the file backend refuses: links, folders that others can write to, and what is no file; and a folder it may not write to.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../contracts/services.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import type { SessionRecord } from '../../runtime/session-record.ts'
import { FileBackend } from './file-backend.ts'

const NOW = 1_800_000_000_000
const KEY = 'a'.repeat(43)

let folder: ReturnType<typeof temporaryFolder>
let directory: string
let backend: FileBackend

beforeEach(() => {
  folder = temporaryFolder('file')
  directory = join(folder.path, 'sessions')
  backend = new FileBackend(() => NOW, directory)
})

afterEach(() => folder.remove())

function recordOf(changes: Partial<SessionRecord> = {}): SessionRecord {
  return { data: '{}', createdAt: NOW, renewedAt: NOW, expiresAt: NOW + 1000, version: 1, ...changes }
}

/** The file of the only session. */
function recordPath(): string {
  const [inner = ''] = readdirSync(directory)
  const [name = ''] = readdirSync(join(directory, inner))
  return join(directory, inner, name)
}

describe('links and what else stands in place of a file', () => {
  const operations: [string, () => Promise<unknown>][] = [
    ['get', () => backend.get(KEY)],
    ['set', () => backend.set(KEY, recordOf())],
    ['create', () => backend.create(KEY, recordOf())],
    ['update', () => backend.update(KEY, recordOf({ version: 2 }), 1)],
    ['touch', () => backend.touch(KEY, NOW, NOW + 2000)],
    ['delete', () => backend.delete(KEY)],
  ]

  it.each(operations)('S-B7 %s refuses a link in place of a record', async (_, work) => {
    await backend.create(KEY, recordOf())
    const target = join(folder.path, 'target.json')
    writeFileSync(target, JSON.stringify(recordOf({ data: '{"admin":true}' })))
    const path = recordPath()
    rmSync(path)
    symlinkSync(target, path)
    await expect(work()).rejects.toThrow(SessionStoreError)
    expect(JSON.parse(readFileSync(target, 'utf8'))).toEqual(recordOf({ data: '{"admin":true}' }))
  })

  it.each(operations)('S-B7 %s refuses a link in place of a folder', async (_, work) => {
    await backend.create(KEY, recordOf())
    const inner = dirname(recordPath())
    const elsewhere = join(folder.path, 'elsewhere')
    mkdirSync(elsewhere, { mode: 0o700 })
    writeFileSync(join(elsewhere, basename(recordPath())), JSON.stringify(recordOf()))
    rmSync(inner, { recursive: true })
    symlinkSync(elsewhere, inner)
    await expect(work()).rejects.toThrow(SessionStoreError)
    expect(readdirSync(elsewhere)).toHaveLength(1)
  })

  it.each(operations)('S-B7 %s refuses a folder that others can write to', async (_, work) => {
    mkdirSync(directory, { recursive: true })
    chmodSync(directory, 0o770)
    await expect(work()).rejects.toThrow(SessionStoreError)
  })

  it.each(['mkdir', 'mkfifo'])('S-B7 what %s made in place of a record is an error, at once', async (program) => {
    await backend.create(KEY, recordOf())
    const path = recordPath()
    rmSync(path)
    execFileSync(program, [path])
    await expect(backend.get(KEY)).rejects.toThrow(SessionStoreError)
  })
})

describe('a folder in which it may not write', () => {
  // The superuser may write anywhere: the test steps down.
  const isSuperuser = process.geteuid?.() === 0
  const NOBODY = 65_534

  afterEach(() => {
    if (isSuperuser) {
      process.seteuid?.(0)
    }
  })

  it('S-B7 reads go on, a write is a SessionStoreError with its cause, and the record stays', async () => {
    await backend.create(KEY, recordOf())
    const path = recordPath()
    chmodSync(dirname(path), 0o500)
    if (isSuperuser) {
      execFileSync('chown', ['-R', `${NOBODY}`, folder.path])
      process.seteuid?.(NOBODY)
    }
    expect(await backend.get(KEY)).toEqual(recordOf())
    await expect(backend.update(KEY, recordOf({ version: 2 }), 1)).rejects.toMatchObject({
      name: 'SessionStoreError',
      cause: { code: 'EACCES' },
    })
    await expect(backend.delete(KEY)).rejects.toThrow(SessionStoreError)
    expect(await backend.get(KEY)).toEqual(recordOf())
  })
})
