// What the file system says when it fails, and what a session's user hears of it.
import { SessionStoreError } from './session-errors.ts'

/** Whether the file system failed in this way: `ENOENT` where there is no such file, `EEXIST` where there is one already. */
export function hasCode(error: unknown, code: 'ENOENT' | 'EEXIST' | 'ESRCH'): boolean {
  // Test runners with a global scope of their own have another `Error` than the file system's.
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code
}

/** The store cannot answer: which call of the file system failed is the cause. */
export async function orStoreError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof SessionStoreError
      ? error
      : new SessionStoreError('The files of the sessions cannot be read or written', { cause: error })
  }
}
