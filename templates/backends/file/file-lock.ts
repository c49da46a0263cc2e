// One at a time changes a file, of all processes on this machine. The lock of a process that was killed is taken over.
import { randomUUID } from 'node:crypto'
import { link, lstat, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { hasCode } from './file-errors.ts'

/** A lock is held for a few milliseconds. Its holder gives up at half of this time, and everybody else gives it up after it. */
const ABANDONED_AFTER_MILLISECONDS = 10_000

const MAX_PAUSE_MILLISECONDS = 10

const OWNER = `${hostname()} ${process.pid}`

/** Within a process they wait in a queue; only the first of it contends with other processes. */
const queues = new Map<string, Promise<unknown>>()

/** What `whileLocked` hands to those who change the file. */
export interface FileLock {
  /** @throws {SessionStoreError} if the work took so long that another process may have the lock by now. */
  assertHeld(): void
}

/**
 * Does some work on a file while nobody else does. The file need not exist; its folder must.
 *
 * @param waitMilliseconds How long to wait for others to finish.
 * @throws {SessionStoreError} if others held the lock all the time.
 */
export async function whileLocked<T>(
  file: string,
  waitMilliseconds: number,
  work: (lock: FileLock) => Promise<T>,
): Promise<T> {
  const giveUpAt = performance.now() + waitMilliseconds
  const turn = async (): Promise<T> => {
    const path = `${file}.lock`
    await acquire(path, giveUpAt)
    const isHeldUntil = performance.now() + ABANDONED_AFTER_MILLISECONDS / 2
    try {
      return await work({
        assertHeld: () => {
          if (performance.now() > isHeldUntil) {
            throw new SessionStoreError('The files answer too slowly to change them safely')
          }
        },
      })
    } finally {
      // After that time the lock may be another's.
      if (performance.now() <= isHeldUntil) {
        await rm(path, { force: true })
      }
    }
  }
  const last = (queues.get(file) ?? Promise.resolve()).then(turn, turn)
  queues.set(file, last)
  try {
    return await last
  } finally {
    if (queues.get(file) === last) {
      queues.delete(file)
    }
  }
}

/** Removes a lock that nobody can release any more, and leaves any other. */
export async function removeIfAbandoned(path: string, waitMilliseconds: number): Promise<void> {
  if (await isAbandoned(path)) {
    // Its own lock is held meanwhile: nobody removes a lock that was taken in between.
    await whileLocked(path, waitMilliseconds, async () => {
      if (await isAbandoned(path)) {
        await rm(path, { force: true })
      }
    })
  }
}

async function acquire(path: string, giveUpAt: number): Promise<void> {
  while (!(await create(path))) {
    await removeIfAbandoned(path, giveUpAt - performance.now())
    if (performance.now() > giveUpAt) {
      throw new SessionStoreError('The session stayed locked by another process')
    }
    await new Promise((resolve) => setTimeout(resolve, Math.random() * MAX_PAUSE_MILLISECONDS))
  }
}

/**
 * The lock says whose it is from its first moment on, in case that its holder is killed in the next one.
 *
 * @returns Whether the lock was created: false if there is one already.
 */
async function create(path: string): Promise<boolean> {
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

/** Whether whoever created the lock can't release it any more. */
async function isAbandoned(path: string): Promise<boolean> {
  try {
    const lock = await lstat(path)
    if (!lock.isFile()) {
      throw new SessionStoreError('What stands in place of a lock is no file')
    }
    const [host, pid] = (await readFile(path, 'utf8')).split(' ')
    const isOverdue = Date.now() - lock.mtimeMs > ABANDONED_AFTER_MILLISECONDS
    return isOverdue || (host === hostname() && !isRunning(Number(pid)))
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return false
    }
    throw error
  }
}

function isRunning(pid: number): boolean {
  try {
    // Signal 0 only asks.
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !hasCode(error, 'ESRCH')
  }
}
