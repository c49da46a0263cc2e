// How long Redis may take, and what a request hears when it does not answer.
import { SessionStoreError } from './session-errors.js'

const TIMEOUT_MILLISECONDS = 1_000

/**
 * @template T
 * @param {Promise<T>} work
 * @returns {Promise<T>}
 * @throws {SessionStoreError} if the work fails, or is not done in time. Redis may still do it later.
 */
export async function inTime(work) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  /** @type {Promise<never>} */
  const tooLate = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new SessionStoreError('Redis did not answer in time')), TIMEOUT_MILLISECONDS)
  })
  try {
    return await Promise.race([work, tooLate])
  } catch (error) {
    throw error instanceof SessionStoreError ? error : new SessionStoreError('Redis failed', { cause: error })
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Whether an error is what Redis answered, by the word that it begins with.
 *
 * @param {unknown} error
 * @param {'NOSCRIPT' | 'WRONGTYPE'} word
 * @returns {boolean}
 */
export function isReply(error, word) {
  return error instanceof Error && error.message.startsWith(word)
}
