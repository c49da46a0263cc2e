// Sessions that are kept in a store: the cookie holds the session id, the store holds the record.
import type { Connection, Message } from './connection.ts'
import { assertSessionData } from './session-data-check.ts'
import { type Session, stateOf } from './session.ts'
import { SessionBackend } from './session-backend.ts'
import { createRecord, endRecord, renewRecord, updateRecord } from './record-changes.ts'
import { loadRecord } from './record-loading.ts'
import { COOKIE_NAME, expiredCookie, liveCookie, sendCookies } from './session-cookie.ts'
import { SessionDestroyedError } from './session-errors.ts'
import type { SessionRecord } from './session-record.ts'
import { inTurn } from './session-state.ts'
import { endAll, sessionsOf, type UserSession } from './user-sessions.ts'

/**
 * A backend of your own is a subclass with `get`, `set`, `delete` and `deleteAll`. `create`, `update` and `touch` are then
 * built on these, each from two calls: another process can come in between, and of two writers one may lose. Override them
 * with your store's own atomic operation, and nothing is lost.
 *
 * A storage key is the SHA-256 of a session id, base64url, 43 characters: no backend sees the session id itself.
 */
export abstract class ServerSideBackend extends SessionBackend {
  /**
   * Finds a live record.
   *
   * @returns The record, or null if the key is unknown or its record is past its deadline.
   * @throws {SessionStoreError} if the store cannot answer. Not knowing is not the same as null.
   */
  abstract get(storageKey: string): Promise<SessionRecord | null>

  /** Creates or replaces a record. The store may drop it once `record.expiresAt` has passed. */
  abstract set(storageKey: string, record: SessionRecord): Promise<void>

  /** Deletes a record. One that is not there is no error. */
  abstract delete(storageKey: string): Promise<void>

  /** Deletes every record of this backend, and nothing else. */
  abstract deleteAll(): Promise<void>

  /**
   * Finds the live records whose `userId` it is, by storage key: by an index of your store, or by looking at each record. It
   * may find too many, never too few: a session that it misses outlives `deleteForUser`.
   *
   * @param userId What your application put into the session, of any length and content. Hash it before it becomes part of a key.
   * @throws {SessionStoreError} if the store cannot answer.
   */
  abstract getForUser(userId: string): Promise<ReadonlyMap<string, SessionRecord>>

  /**
   * The live sessions of a user, newest first.
   *
   * @throws {SessionStoreError} if the store cannot answer.
   */
  listForUser(userId: string | number): Promise<readonly UserSession[]> {
    return sessionsOf(this, userId)
  }

  /**
   * Ends the sessions of a user: all, or all but one. For 'log out everywhere else', after a change of the password for instance.
   *
   * @param options `except` is the session that goes on: that of the request.
   * @returns How many were ended. A request that is under way in one of them can save nothing any more.
   * @throws {SessionStoreError} if the store cannot answer. Some may have ended then: do it again.
   */
  async deleteForUser(userId: string | number, options: { readonly except?: Session } = {}): Promise<number> {
    const spared = options.except === undefined ? null : stateOf(options.except).storageKey
    const sessions = await this.listForUser(userId)
    return endAll(
      this,
      sessions.filter(({ handle }) => handle !== spared),
    )
  }

  /**
   * Ends the sessions of a user that began before a moment; `regenerate` begins a new one.
   *
   * @param time In milliseconds since the epoch.
   * @returns How many were ended.
   * @throws {SessionStoreError} if the store cannot answer. Some may have ended then: do it again.
   */
  async deleteIssuedBefore(time: number, userId: string | number): Promise<number> {
    const sessions = await this.listForUser(userId)
    return endAll(
      this,
      sessions.filter(({ createdAt }) => createdAt < time),
    )
  }

  /**
   * Creates a record. Not atomic, unless overridden.
   *
   * @returns Whether it was created: false if the key is taken.
   */
  async create(storageKey: string, record: SessionRecord): Promise<boolean> {
    if ((await this.get(storageKey)) !== null) {
      return false
    }
    await this.set(storageKey, record)
    return true
  }

  /**
   * Replaces a record that has not changed since it was read. Not atomic, unless overridden.
   *
   * @param version The version that was read.
   * @returns Whether it was replaced: false if the record is gone or has another version.
   */
  async update(storageKey: string, record: SessionRecord, version: number): Promise<boolean> {
    const stored = await this.get(storageKey)
    if (stored?.version !== version) {
      return false
    }
    await this.set(storageKey, record)
    return true
  }

  /**
   * Moves the deadline of a record, never to an earlier time, and changes nothing else of it. Not atomic, unless overridden.
   *
   * @param renewedAt Now, in milliseconds since the epoch; so is `expiresAt`.
   * @returns Whether the record was there.
   */
  async touch(storageKey: string, renewedAt: number, expiresAt: number): Promise<boolean> {
    const stored = await this.get(storageKey)
    if (stored === null) {
      return false
    }
    await this.set(storageKey, { ...stored, renewedAt, expiresAt: Math.max(stored.expiresAt, expiresAt) })
    return true
  }

  override loadFromConnection(connection: Connection): Promise<Session> {
    return loadRecord(this, connection)
  }

  override async storeInMessage(session: Session, message: Message): Promise<void> {
    const state = stateOf(session)
    if (state.ended !== null) {
      await state.ended
    } else {
      await this.save(session)
      await renewRecord(this, state)
    }
    if (state.ended === null && state.cookieDue && state.id !== null && state.record !== null) {
      sendCookies(message, [liveCookie(COOKIE_NAME, state.id)])
    } else if (state.cookieStale) {
      sendCookies(message, [expiredCookie(COOKIE_NAME)])
    }
  }

  override save(session: Session): Promise<void> {
    const state = stateOf(session)
    return inTurn(state, async () => {
      if (state.ended !== null) {
        throw new SessionDestroyedError()
      }
      if (this.isChanged(session)) {
        assertSessionData(session)
        const { record, storageKey } = state
        await (record === null || storageKey === null
          ? createRecord(this, session)
          : updateRecord(this, session, storageKey, record))
      }
    })
  }

  protected override async discard(session: Session, isCarriedOn: boolean): Promise<void> {
    const { storageKey, record } = stateOf(session)
    if (storageKey !== null && record !== null && isCarriedOn) {
      await endRecord(this, storageKey, record)
    } else if (storageKey !== null) {
      await this.delete(storageKey)
    }
  }
}
