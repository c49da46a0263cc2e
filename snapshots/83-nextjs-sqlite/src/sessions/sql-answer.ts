// How long the database may take, and what a request hears when it does not answer.
import { SessionStoreError } from './session-errors.js'

const TIMEOUT_MILLISECONDS = 1_000

/**
 * @param work Is told by the signal when nobody waits for it any more.
 * @throws {SessionStoreError} if the work fails, or is not done in time. The database may still do what it was sent.
 */
export async function inTime<T>(work: (abandoned: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  let giveUp: (reason: Error) => void = () => {}
  const tooLate = new Promise<never>((_, reject) => {
    giveUp = reject
  })
  const timer = setTimeout(() => {
    giveUp(new SessionStoreError('SQLite did not answer in time'))
    controller.abort()
  }, TIMEOUT_MILLISECONDS)
  try {
    return await Promise.race([work(controller.signal), tooLate])
  } catch (error) {
    throw error instanceof SessionStoreError
      ? error
      : new SessionStoreError('SQLite failed', { cause: withoutValues(error) })
  } finally {
    clearTimeout(timer)
  }
}

/** The drivers' errors may hold the values of the statement, session data included: these must not get into a log. */
function withoutValues(error: unknown): unknown {
  if (!(error instanceof Error)) {
    return error
  }
  const { message, name } = error
  const code = 'code' in error ? error.code : undefined
  return Object.assign(new Error(message || String(code)), { name, code })
}
