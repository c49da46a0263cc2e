// Where it is kept which sessions have ended before their cookies expire. Of a session itself nothing is kept on the server.

/** Times, by key. A key is a SHA-256 of a session's id or of a user's, base64url, 43 characters; times are in milliseconds since the epoch. */
export interface RevocationStore {
  /**
   * The time under a key; null where there is none.
   *
   * @throws {SessionStoreError} if the store cannot tell: not knowing is not the same as null.
   */
  get(key: string): Promise<number | null>

  /**
   * Puts a time under a key, unless the same or a later one is there, in one step: of two at once, one finds out.
   *
   * @param expiresAt When the store may forget it.
   * @returns Whether it was put there.
   */
  raise(key: string, time: number, expiresAt: number): Promise<boolean>
}
