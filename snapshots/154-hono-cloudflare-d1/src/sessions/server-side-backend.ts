// Sessions that are kept in a store: the cookie holds the session id, the store holds the record.
import type { Connection, Message } from './connection.js'
import { replaceData, type Session, stateOf } from './session.js'
import { SessionBackend } from './session-backend.js'
import { createRecord, endRecord, renewRecord, updateRecord } from './record-changes.js'
import { loadRecord } from './record-loading.js'
import { COOKIE_NAME, expiredCookie, liveCookie, sendCookies } from './session-cookie.js'
import { SessionDestroyedError } from './session-errors.js'
import { isLive, type SessionRecord } from './session-record.js'
import { inTurn } from './session-state.js'

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
      sendCookies(message, [liveCookie(state.connection, COOKIE_NAME, state.id)])
    } else if (state.cookieStale) {
      sendCookies(message, [expiredCookie(state.connection, COOKIE_NAME)])
    }
  }

  override save(session: Session): Promise<void> {
    const state = stateOf(session)
    return inTurn(state, async () => {
      if (state.ended !== null) {
        throw new SessionDestroyedError()
      }
      if (this.isChanged(session)) {
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
      await endRecord(this, session, storageKey, record)
    } else if (storageKey !== null) {
      await this.delete(storageKey)
    }
  }

  override revalidate(session: Session): Promise<boolean> {
    const state = stateOf(session)
    return inTurn(state, async () => {
      if (state.ended !== null) {
        return false
      }
      if (state.storageKey === null) {
        return true
      }
      const record = await this.get(state.storageKey)
      if (record === null || !isLive(record, this.now())) {
        return false
      }
      if (!this.isChanged(session)) {
        replaceData(session, this.deserializeData(record.data))
        state.record = record
      }
      return true
    })
  }
}
