// Several processes, some of them killed, and disks that fail.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../contracts/services.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import type { SessionRecord } from '../../runtime/session-record.ts'
import { FileBackend } from './file-backend.ts'

const KEY = 'a'.repeat(43)
const SESSION_IS_GONE = 3
const code = temporaryFolder('file-process')
const script = join(code.path, 'process.mjs')

let folder: ReturnType<typeof temporaryFolder>
let directory: string
let backend: FileBackend
const children = new Set<ChildProcess>()

beforeAll(async () => {
  const entryPoints = [join(import.meta.dirname, 'file-process.harness.ts')]
  await build({ entryPoints, outfile: script, bundle: true, platform: 'node', format: 'esm', logLevel: 'silent' })
})

afterAll(() => code.remove())

beforeEach(() => {
  folder = temporaryFolder('file')
  directory = join(folder.path, 'sessions')
  backend = new FileBackend(undefined, directory)
})

afterEach(async () => {
  await Promise.all([...children].map((child) => kill(child)))
  folder.remove()
})

function recordOf(changes: Partial<SessionRecord> = {}): SessionRecord {
  const now = Date.now()
  return { data: '{}', createdAt: now, renewedAt: now, expiresAt: now + 600_000, version: 1, ...changes }
}

function start(args: readonly string[], limit = ''): ChildProcess {
  const node = [process.execPath, script, ...args]
  const [program = '', ...rest] = limit === '' ? node : ['sh', '-c', `trap '' XFSZ; ${limit}; exec "$@"`, 'sh', ...node]
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
  children.add(child)
  child.once('close', () => children.delete(child))
  return child
}

async function said(child: ChildProcess): Promise<string> {
  const [chunk] = (await once(child.stdout ?? child, 'data')) as [Buffer]
  return chunk.toString().trim()
}

async function ended(child: ChildProcess): Promise<number | null> {
  const [status] = (await once(child, 'close')) as [number | null]
  return status
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await ended(child)
}

/** The file of the only session. */
function recordPath(): string {
  const [parent = ''] = readdirSync(directory)
  const [name = ''] = readdirSync(join(directory, parent)).filter((entry) => entry.endsWith('.json'))
  return join(directory, parent, name)
}

function namesBeside(path: string): string[] {
  return readdirSync(join(path, '..'))
}

describe('several processes on the same files', () => {
  it('S-B3 S-B7 keep each of 100 updates that four processes make at once', async () => {
    await backend.create(KEY, recordOf())
    const writers = ['a', 'b', 'c', 'd'].map((name) => ended(start(['write', directory, KEY, name, '25'])))
    expect(await Promise.all(writers)).toEqual([0, 0, 0, 0])
    const stored = await backend.get(KEY)
    expect(Object.keys(JSON.parse(stored?.data ?? '{}') as object)).toHaveLength(100)
    expect(stored?.version).toBe(101)
    expect(namesBeside(recordPath())).toHaveLength(1)
  })

  it('S-L9 a session that one process deletes is not brought back by one that goes on writing', async () => {
    await backend.create(KEY, recordOf())
    const writer = start(['write-on', directory, KEY, 'a'])
    await said(writer)
    await backend.delete(KEY)
    expect(await ended(writer)).toBe(SESSION_IS_GONE)
    expect(await backend.get(KEY)).toBeNull()
  })

  it('S-B7 take over the lock of a process that was killed while it held it', async () => {
    await backend.create(KEY, recordOf())
    const holder = start(['hold', directory, recordPath()])
    expect(await said(holder)).toBe('held')
    expect(existsSync(`${recordPath()}.lock`)).toBe(true)
    await kill(holder)
    expect(existsSync(`${recordPath()}.lock`)).toBe(true)
    const updates = [1, 2, 3].map((count) => backend.update(KEY, recordOf({ data: `${count}`, version: 2 }), 1))
    expect((await Promise.all(updates)).filter(Boolean)).toHaveLength(1)
    expect(namesBeside(recordPath())).toHaveLength(1)
  })

  it('S-B7 keep a whole record, that can be changed, whenever writers are killed', async () => {
    await backend.create(KEY, recordOf())
    for (let round = 0; round < 8; round += 1) {
      const writers = ['a', 'b'].map((name) => start(['write-on', directory, KEY, `${name} ${round}`]))
      await Promise.all(writers.map(said))
      await new Promise((resolve) => setTimeout(resolve, 5 * round))
      await Promise.all(writers.map(kill))
      const stored = await backend.get(KEY)
      expect(stored).not.toBeNull()
      const next = recordOf({ version: (stored?.version ?? 0) + 1 })
      expect(await backend.update(KEY, next, stored?.version ?? 0)).toBe(true)
    }
  })

  it('S-B7 wait for a process that is stopped, not for ever, and change nothing behind its back', async () => {
    await backend.create(KEY, recordOf())
    const holder = start(['hold', directory, recordPath()])
    expect(await said(holder)).toBe('held')
    holder.kill('SIGSTOP')
    await expect(backend.update(KEY, recordOf({ version: 2 }), 1)).rejects.toThrow(SessionStoreError)
    expect((await backend.get(KEY))?.version).toBe(1)
  })
})

describe('locks', () => {
  it('S-B7 of a live process on another machine are respected until they are overdue', async () => {
    await backend.create(KEY, recordOf())
    const lock = `${recordPath()}.lock`
    writeFileSync(lock, 'elsewhere 1')
    await expect(backend.update(KEY, recordOf({ version: 2 }), 1)).rejects.toThrow(SessionStoreError)
    utimesSync(lock, new Date(), new Date(Date.now() - 11_000))
    expect(await backend.update(KEY, recordOf({ version: 2 }), 1)).toBe(true)
  })

  it('S-B7 are taken over after a process that was killed while it took one over', async () => {
    await backend.create(KEY, recordOf())
    const gone = start(['nothing', directory])
    await ended(gone)
    writeFileSync(`${recordPath()}.lock`, `${hostname()} ${gone.pid}`)
    writeFileSync(`${recordPath()}.lock.lock`, `${hostname()} ${gone.pid}`)
    expect(await backend.update(KEY, recordOf({ version: 2 }), 1)).toBe(true)
    expect(namesBeside(recordPath())).toHaveLength(1)
  })

  it('S-B7 that are links are refused, not followed', async () => {
    await backend.create(KEY, recordOf())
    const target = join(folder.path, 'target')
    writeFileSync(target, 'elsewhere 1')
    symlinkSync(target, `${recordPath()}.lock`)
    await expect(backend.update(KEY, recordOf({ version: 2 }), 1)).rejects.toThrow(SessionStoreError)
    expect(readFileSync(target, 'utf8')).toBe('elsewhere 1')
  })
})

describe('a disk that is full', () => {
  it.each([
    ['nothing', 'ulimit -f 0'],
    ['only a part of the record', 'ulimit -f 8'],
  ])('S-B7 with room for %s: SessionStoreError, the old record stays, and nothing is left behind', async (_, limit) => {
    const old = recordOf({ data: 'old' })
    await backend.create(KEY, old)
    expect(await said(start(['create', directory, KEY, '1000000'], limit))).toBe('SessionStoreError EFBIG')
    expect(await backend.get(KEY)).toEqual(old)
    expect(namesBeside(recordPath())).toHaveLength(1)
    expect(await said(start(['create', directory, KEY, '1000000']))).toBe('created')
  })
})
