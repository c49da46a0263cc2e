// Where it is kept which sessions have ended before their cookies expire. Of a session itself nothing is kept on the server.

/**
 * Times, by key. A key is a SHA-256 of a session's id or of a user's, base64url, 43 characters; times are in milliseconds since the epoch.
 *
 * @typedef {object} RevocationStore
 * @property {(key: string) => Promise<number | null>} get The time under a key; null where there is none.
 * Throws {SessionStoreError} if the store cannot tell: not knowing is not the same as null.
 * @property {(key: string, time: number, expiresAt: number) => Promise<boolean>} raise Puts a time under a key, unless
 * the same or a later one is there, in one step: of two at once, one finds out.
 * `expiresAt`: When the store may forget it.
 * Returns Whether it was put there.
 */

export {}
