// One at a time changes a file, of all processes on this machine. The lock of a process that was killed is taken over.
import { randomUUID } from 'node:crypto'
import { link, lstat, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { SessionStoreError } from './session-errors.js'
import { hasCode } from './file-errors.js'

/** A lock is held for a few milliseconds. Its holder gives up at half of this time, and everybody else gives it up after it. */
const ABANDONED_AFTER_MILLISECONDS = 10_000

const MAX_PAUSE_MILLISECONDS = 10

const OWNER = `${hostname()} ${process.pid}`

/** @type {Map<string, Promise<unknown>>} */
const queues = new Map()

/**
 * Within this process one piece of work on a file waits for the other, so that only one contends with other processes.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function inLine(file, work) {
  const last = (queues.get(file) ?? Promise.resolve()).then(work, work)
  queues.set(file, last)
  try {
    return await last
  } finally {
    if (queues.get(file) === last) {
      queues.delete(file)
    }
  }
}

/**
 * What `whileLocked` hands to those who change the file.
 *
 * @typedef {object} FileLock
 * @property {() => void} assertHeld Throws {SessionStoreError} if the work took so long that another process may have
 * the lock by now.
 */

/**
 * Does some work on a file while no other process does. The file need not exist; its folder must.
 *
 * @template T
 * @param {string} file
 * @param {number} patienceMilliseconds How long another process may hold the lock; as long as it goes from hand to
 * hand, this one waits.
 * @param {(lock: FileLock) => Promise<T>} work
 * @returns {Promise<T>}
 * @throws {SessionStoreError} if it was held for longer.
 */
export async function whileLocked(file, patienceMilliseconds, work) {
  const path = `${file}.lock`
  await acquire(path, patienceMilliseconds)
  const isHeldUntil = performance.now() + ABANDONED_AFTER_MILLISECONDS / 2
  /** @returns {void} */
  const assertHeld = () => {
    if (performance.now() > isHeldUntil) {
      throw new SessionStoreError('The files answer too slowly to change them safely')
    }
  }
  try {
    return await work({ assertHeld })
  } finally {
    // After that time the lock may be another's.
    if (performance.now() <= isHeldUntil) {
      await rm(path, { force: true })
    }
  }
}

/**
 * Removes a lock that nobody can release any more, and leaves any other.
 *
 * @param {string} path
 * @param {number} patienceMilliseconds
 * @returns {Promise<void>}
 */
export async function removeIfAbandoned(path, patienceMilliseconds) {
  if (isAbandoned(await holdingOf(path))) {
    // Its own lock is held meanwhile: nobody removes a lock that was taken in between.
    await whileLocked(path, patienceMilliseconds, async () => {
      if (isAbandoned(await holdingOf(path))) {
        await rm(path, { force: true })
      }
    })
  }
}

/**
 * @param {string} path
 * @param {number} patienceMilliseconds
 * @returns {Promise<void>}
 */
async function acquire(path, patienceMilliseconds) {
  while (!(await create(path))) {
    const holding = await holdingOf(path)
    if (isAbandoned(holding)) {
      await removeIfAbandoned(path, patienceMilliseconds)
    } else if (holding !== null && holding.milliseconds > patienceMilliseconds) {
      throw new SessionStoreError('Another process keeps the session locked')
    } else {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * MAX_PAUSE_MILLISECONDS))
    }
  }
}

/**
 * The lock says whose it is from its first moment on, in case that its holder is killed in the next one.
 *
 * @param {string} path
 * @returns {Promise<boolean>} Whether the lock was created: false if there is one already.
 */
async function create(path) {
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    await writeFile(temporary, OWNER, { flag: 'wx', mode: 0o600 })
    await link(temporary, path)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) {
      return false
    }
    throw error
  } finally {
    await rm(temporary, { force: true })
  }
}

/**
 * @typedef {object} Holding
 * @property {number} milliseconds
 * @property {boolean} isOver The process that holds the lock has ended, as far as this machine can tell.
 */

/**
 * Who holds a lock, and how long; null where nobody does.
 *
 * @param {string} path
 * @returns {Promise<Holding | null>}
 */
async function holdingOf(path) {
  try {
    const lock = await lstat(path)
    if (!lock.isFile()) {
      throw new SessionStoreError('What stands in place of a lock is no file')
    }
    const [host, pid] = (await readFile(path, 'utf8')).split(' ')
    return {
      milliseconds: Math.abs(Date.now() - lock.mtimeMs),
      isOver: host === hostname() && !isRunning(Number(pid)),
    }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return null
    }
    throw error
  }
}

/**
 * Whether whoever has the lock can't release it any more.
 *
 * @param {Holding | null} holding
 * @returns {boolean}
 */
function isAbandoned(holding) {
  return holding !== null && (holding.isOver || holding.milliseconds > ABANDONED_AFTER_MILLISECONDS)
}

/**
 * @param {number} pid
 * @returns {boolean}
 */
function isRunning(pid) {
  try {
    // Signal 0 only asks.
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !hasCode(error, 'ESRCH')
  }
}
