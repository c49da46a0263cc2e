// Messages for the next page: each is a field of the session, so that parallel requests neither lose one nor bring one back.
/** @import { Session } from './session.js' */

/** A field is `flash:`, a tag of 8 letters and digits, `:`, and the name under which the message is kept. */
const FIELD = /^flash:[0-9a-z]{8}:/

/**
 * Keeps a message under a name.
 *
 * @param {Session} session
 * @param {string} name
 * @param {unknown} message
 * @returns {void}
 */
export function addFlash(session, name, message) {
  // The tag is no secret: it keeps messages of one name apart, those of another request too.
  const tag = Math.random().toString(36).slice(2, 10).padEnd(8, '0')
  Object.assign(session, { [`flash:${tag}:${name}`]: message })
}

/**
 * Takes the messages of a name out of the session, in the order in which they were kept.
 *
 * @param {Session} session
 * @param {string} name
 * @returns {unknown[]}
 */
export function takeFlash(session, name) {
  const found = Object.entries(session).filter(([field]) => FIELD.test(field) && field.replace(FIELD, '') === name)
  found.forEach(([field]) => Reflect.deleteProperty(session, field))
  return found.map(([, message]) => message)
}
