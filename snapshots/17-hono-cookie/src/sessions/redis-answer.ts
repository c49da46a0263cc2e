// How long Redis may take, and what a request hears when it does not answer.
import { SessionStoreError } from './session-errors'

const TIMEOUT_MILLISECONDS = 1_000

/** @throws {SessionStoreError} if the work fails, or is not done in time. Redis may still do it later. */
export async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const tooLate = new Promise<never>((_, reject) => {
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
