// How long an object may take, and what a request hears when it does not answer.
import { SessionStoreError } from './session-errors.js'

const TIMEOUT_MILLISECONDS = 2_000

/** @throws {SessionStoreError} if the work fails, or is not done in time. The object may still do it later. */
export async function inTime<T>(work: () => Promise<T>): Promise<T> {
  let giveUp: (reason: Error) => void = () => {}
  const tooLate = new Promise<never>((_, reject) => {
    giveUp = reject
  })
  const timer = setTimeout(
    () => giveUp(new SessionStoreError('The Durable Object did not answer in time')),
    TIMEOUT_MILLISECONDS,
  )
  try {
    return await Promise.race([work(), tooLate])
  } catch (error) {
    throw error instanceof SessionStoreError
      ? error
      : new SessionStoreError('The Durable Object failed', { cause: error })
  } finally {
    clearTimeout(timer)
  }
}
