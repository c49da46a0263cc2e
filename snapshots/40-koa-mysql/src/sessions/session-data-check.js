// Whether data is what sessions.config.js says a session holds.
import { SessionDataError } from './session-errors.js'

/**
 * What each field may be, where it is there.
 *
 * @type {Readonly<Record<string, (value: unknown) => boolean>>}
 */
const FIELDS = {
  user: (value) => typeof value === 'string' && value.length <= 64,
  visits: (value) => typeof value === 'number' && Number.isSafeInteger(value),
  userId: (value) => typeof value === 'string',
  account: (value) => typeof value === 'number' && Number.isSafeInteger(value),
}

/**
 * Holds what was read, and what is about to be saved, to the schema.
 *
 * @param {object} data
 * @returns {void}
 * @throws {SessionDataError} if a field is something else. It names the field, and never its value.
 */
export function assertSessionData(data) {
  for (const [name, isValid] of Object.entries(FIELDS)) {
    /** @type {unknown} */
    const value = Reflect.get(data, name)
    if (value !== undefined && !isValid(value)) {
      throw new SessionDataError(name)
    }
  }
}
