// Sessions in files: one record a file, in a folder that nobody else can read.
import { createHash } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { ServerSideBackend } from './server-side-backend.js'
import { isLive } from './session-record.js'
import { orStoreError } from './file-errors.js'
import { isOwnFolder, removeIfLeftBehind } from './file-folder.js'
import { inLine, removeIfAbandoned, whileLocked } from './file-lock.js'
import { readRecord, writeRecord } from './record-file.js'

/** @import { SessionRecord } from './session-record.js' */

/** Relative to the folder that the process was started in. */
const DIRECTORY = '.session-store'

/** How long another process may keep a session locked. */
const PATIENCE_MILLISECONDS = 2_000

const FOLDER = /^[0-9a-f]{2}$/
const RECORD = /^[0-9a-f]{62}\.json$/
const TEMPORARY = /^[0-9a-f]{62}\.json(?:\.lock)*\.[0-9a-f-]{36}\.tmp$/
const LOCK = /^[0-9a-f]{62}\.json(?:\.lock)+$/

/**
 * @typedef {object} BackendOptions
 * @property {() => number} [now] A clock in milliseconds since the epoch, instead of the machine's.
 */

/**
 * @param {BackendOptions} options
 * @returns {FileBackend}
 */
export function createBackend(options) {
  return new FileBackend(options.now)
}

/** Several processes of one machine can share the files. */
export class FileBackend extends ServerSideBackend {
  /** @type {string} */
  #directory

  /**
   * @param {() => number} [now]
   * @param {string} [directory]
   */
  constructor(now, directory = DIRECTORY) {
    super(now)
    this.#directory = resolve(directory)
  }

  /**
   * @param {string} storageKey
   * @returns {Promise<SessionRecord | null>}
   */
  get(storageKey) {
    return orStoreError(async () => {
      const path = this.#pathOf(storageKey)
      const found = await this.#find(path)
      return found === 'corrupt' ? this.#change(path, (stored) => stored) : this.#live(found)
    })
  }

  /**
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @returns {Promise<void>}
   */
  set(storageKey, record) {
    return orStoreError(async () => {
      await this.#change(this.#pathOf(storageKey), () => record)
    })
  }

  /**
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @returns {Promise<boolean>}
   */
  create(storageKey, record) {
    return orStoreError(
      async () => (await this.#change(this.#pathOf(storageKey), (stored) => stored ?? record)) === record,
    )
  }

  /**
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @param {number} version
   * @returns {Promise<boolean>}
   */
  update(storageKey, record, version) {
    /**
     * @param {SessionRecord | null} stored
     * @returns {SessionRecord | null}
     */
    const next = (stored) => (stored?.version === version ? record : stored)
    return orStoreError(async () => (await this.#change(this.#pathOf(storageKey), next)) === record)
  }

  /**
   * @param {string} storageKey
   * @param {number} renewedAt
   * @param {number} expiresAt
   * @returns {Promise<boolean>}
   */
  touch(storageKey, renewedAt, expiresAt) {
    /**
     * @param {SessionRecord | null} stored
     * @returns {SessionRecord | null}
     */
    const next = (stored) => stored && { ...stored, renewedAt, expiresAt: Math.max(stored.expiresAt, expiresAt) }
    return orStoreError(async () => (await this.#change(this.#pathOf(storageKey), next)) !== null)
  }

  /**
   * @param {string} storageKey
   * @returns {Promise<void>}
   */
  delete(storageKey) {
    return orStoreError(async () => {
      await this.#change(this.#pathOf(storageKey), () => null)
    })
  }

  /** @returns {Promise<void>} */
  deleteAll() {
    return orStoreError(async () => {
      for await (const path of this.#records()) {
        await this.#change(path, () => null)
      }
    })
  }

  /**
   * Deletes records that are past their deadline, and what killed processes left behind. Call it from time to time:
   * nothing else removes the file of a session that nobody comes back to.
   *
   * @param {number} limit At most so many records.
   * @returns {Promise<number>} How many records were deleted.
   */
  deleteExpired(limit) {
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
   * @param {string} path
   * @param {(stored: SessionRecord | null) => SessionRecord | null} next Gets the live record, and says what takes its
   * place: null deletes the file, the same record keeps it.
   * @returns {Promise<SessionRecord | null>} What `next` said.
   */
  #change(path, next) {
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
   * @param {string} path
   * @returns {Promise<SessionRecord | 'corrupt' | null>}
   */
  async #find(path) {
    const areThere = await Promise.all([isOwnFolder(this.#directory), isOwnFolder(dirname(path))])
    return areThere.every(Boolean) ? readRecord(path) : null
  }

  /**
   * @param {SessionRecord | 'corrupt' | null} found
   * @returns {SessionRecord | null}
   */
  #live(found) {
    return found !== null && found !== 'corrupt' && isLive(found, this.now()) ? found : null
  }

  /**
   * The paths of all records. What else lies in the folders is left alone, but for what killed processes left behind.
   *
   * @returns {AsyncGenerator<string>}
   */
  async *#records() {
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

  /**
   * Lower-case hex: on a file system that ignores case, two storage keys could mean one file.
   *
   * @param {string} storageKey
   * @returns {string}
   */
  #pathOf(storageKey) {
    const name = createHash('sha256').update(storageKey).digest('hex')
    return join(this.#directory, name.slice(0, 2), `${name.slice(2)}.json`)
  }
}
