// The shape of your session.

/**
 * What your application keeps in a session, as sessions.config.js says. Every field may be missing: a session begins empty.
 *
 * @typedef {object} SessionData
 * @property {string | undefined} [user] Who is logged in
 * @property {number | undefined} [visits]
 * @property {string | undefined} [userId]
 * @property {number | undefined} [account]
 */

export {}
