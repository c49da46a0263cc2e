// Sessions in files: one record a file, in a folder that nobody else can read.
import { createHash } from 'node:crypto'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { ServerSideBackend } from './server-side-backend.ts'
import { isLive, type SessionRecord } from './session-record.ts'
import { orStoreError } from './file-errors.ts'
import { isOwnFolder, removeIfLeftBehind } from './file-folder.ts'
import { inLine, removeIfAbandoned, whileLocked } from './file-lock.ts'
import { readRecord, writeRecord } from './record-file.ts'

/** Relative to the folder that the process was started in. */
const DIRECTORY = '.session-store'

/** How long another process may keep a session locked. */
const PATIENCE_MILLISECONDS = 2_000

const FOLDER = /^[0-9a-f]{2}$/
const RECORD = /^[0-9a-f]{62}\.json$/
const TEMPORARY = /^[0-9a-f]{62}\.json(?:\.lock)*\.[0-9a-f-]{36}\.tmp$/
const ENTRY = /^(?:[0-9a-f]{2})+$/
const LOCK = /^[0-9a-f]{62}\.json(?:\.lock)+$/

export interface BackendOptions {
  /** A clock in milliseconds since the epoch, instead of the machine's. */
  readonly now?: () => number
}

export function createBackend(options: BackendOptions): FileBackend {
  return new FileBackend(options.now)
}

/** Several processes of one machine can share the files. */
export class FileBackend extends ServerSideBackend {
  readonly #directory: string

  constructor(now?: () => number, directory: string = DIRECTORY) {
    super(now)
    this.#directory = resolve(directory)
  }

  override get(storageKey: string): Promise<SessionRecord | null> {
    return orStoreError(async () => {
      const path = this.#pathOf(storageKey)
      const found = await this.#find(path)
      return found === 'corrupt' ? this.#change(path, (stored) => stored) : this.#live(found)
    })
  }

  override set(storageKey: string, record: SessionRecord): Promise<void> {
    return orStoreError(async () => {
      await this.#change(await this.#enter(storageKey, record), () => record)
    })
  }

  override create(storageKey: string, record: SessionRecord): Promise<boolean> {
    return orStoreError(
      async () => (await this.#change(await this.#enter(storageKey, record), (stored) => stored ?? record)) === record,
    )
  }

  override update(storageKey: string, record: SessionRecord, version: number): Promise<boolean> {
    const next = (stored: SessionRecord | null): SessionRecord | null => (stored?.version === version ? record : stored)
    return orStoreError(async () => (await this.#change(await this.#enter(storageKey, record), next)) === record)
  }

  override touch(storageKey: string, renewedAt: number, expiresAt: number): Promise<boolean> {
    const next = (stored: SessionRecord | null): SessionRecord | null =>
      stored && { ...stored, renewedAt, expiresAt: Math.max(stored.expiresAt, expiresAt) }
    return orStoreError(async () => (await this.#change(this.#pathOf(storageKey), next)) !== null)
  }

  override delete(storageKey: string): Promise<void> {
    return orStoreError(async () => {
      await this.#change(this.#pathOf(storageKey), () => null)
    })
  }

  override deleteAll(): Promise<void> {
    return orStoreError(async () => {
      for await (const path of this.#records()) {
        await this.#change(path, () => null)
      }
    })
  }

  override getForUser(userId: string): Promise<ReadonlyMap<string, SessionRecord>> {
    return orStoreError(async () => {
      const records = new Map<string, SessionRecord>()
      for await (const [storageKey, path] of this.#entries(this.#folderOf(userId))) {
        const record = await this.get(storageKey)
        if (record === null) {
          await removeIfLeftBehind(path)
        } else if (record.userId === userId) {
          records.set(storageKey, record)
        }
      }
      return records
    })
  }

  /**
   * Deletes records that are past their deadline, and what killed processes left behind. Call it from time to time:
   * nothing else removes the file of a session that nobody comes back to.
   *
   * @param limit At most so many records.
   * @returns How many records were deleted.
   */
  deleteExpired(limit: number): Promise<number> {
    return orStoreError(async () => {
      let deleted = 0
      for await (const path of this.#records()) {
        if (deleted >= limit) {
          break
        }
        const found = await readRecord(path)
        if (this.#live(found) !== found && (await this.#change(path, (stored) => stored)) === null) {
          deleted += 1
        }
      }
      return deleted
    })
  }

  /**
   * Changes one file while nobody else does.
   *
   * @param next Gets the live record, and says what takes its place: null deletes the file, the same record keeps it.
   * @returns What `next` said.
   */
  #change(path: string, next: (stored: SessionRecord | null) => SessionRecord | null): Promise<SessionRecord | null> {
    return inLine(path, async () => {
      // Without a lock first: whoever lost a race, or finds nothing, has no change to make.
      const found = await this.#find(path)
      const wanted = next(this.#live(found))
      if (wanted === found) {
        return wanted
      }
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      return whileLocked(path, PATIENCE_MILLISECONDS, async (lock) => {
        const stored = this.#live(await this.#find(path))
        const result = next(stored)
        if (result === null) {
          lock.assertHeld()
          await rm(path, { force: true })
        } else if (result !== stored) {
          await writeRecord(path, result, lock)
        }
        return result
      })
    })
  }

  /**
   * Puts an empty file with the name of the storage key, in hex, into the folder of its user. It comes before the record: a
   * record without one would outlive `deleteForUser`. One without a record is dropped when it is found.
   *
   * @returns The path of the record.
   */
  async #enter(storageKey: string, { userId = null }: SessionRecord): Promise<string> {
    if (userId !== null) {
      const folder = this.#folderOf(userId)
      await Promise.all([this.#directory, dirname(folder), folder].map(isOwnFolder))
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeFile(join(folder, Buffer.from(storageKey).toString('hex')), '', { mode: 0o600 })
    }
    return this.#pathOf(storageKey)
  }

  /** An id may be of any length and content: no path holds more of it than a hash. */
  #folderOf(userId: string): string {
    return join(this.#directory, 'users', createHash('sha256').update(userId).digest('hex'))
  }

  /** The storage keys in the folder of one user, each with the path that says so. */
  async *#entries(folder: string): AsyncGenerator<readonly [storageKey: string, path: string]> {
    const areThere = await Promise.all([this.#directory, dirname(folder), folder].map(isOwnFolder))
    for (const name of areThere.every(Boolean) ? await readdir(folder) : []) {
      if (ENTRY.test(name)) {
        yield [Buffer.from(name, 'hex').toString(), join(folder, name)]
      }
    }
  }

  async #find(path: string): Promise<SessionRecord | 'corrupt' | null> {
    const areThere = await Promise.all([isOwnFolder(this.#directory), isOwnFolder(dirname(path))])
    return areThere.every(Boolean) ? readRecord(path) : null
  }

  #live(found: SessionRecord | 'corrupt' | null): SessionRecord | null {
    return found !== null && found !== 'corrupt' && isLive(found, this.now()) ? found : null
  }

  /** The paths of all records. What else lies in the folders is left alone, but for what killed processes left behind. */
  async *#records(): AsyncGenerator<string> {
    const folders = (await isOwnFolder(this.#directory)) ? await readdir(this.#directory) : []
    for (const folder of folders.filter((name) => FOLDER.test(name))) {
      const path = join(this.#directory, folder)
      const entries = (await isOwnFolder(path)) ? await readdir(path, { withFileTypes: true }) : []
      for (const entry of entries.filter((one) => one.isFile())) {
        if (RECORD.test(entry.name)) {
          yield join(path, entry.name)
        } else if (LOCK.test(entry.name)) {
          await removeIfAbandoned(join(path, entry.name), PATIENCE_MILLISECONDS)
        } else if (TEMPORARY.test(entry.name)) {
          await removeIfLeftBehind(join(path, entry.name))
        }
      }
    }
  }

  /** Lower-case hex: on a file system that ignores case, two storage keys could mean one file. */
  #pathOf(storageKey: string): string {
    const name = createHash('sha256').update(storageKey).digest('hex')
    return join(this.#directory, name.slice(0, 2), `${name.slice(2)}.json`)
  }
}
