// Sessions that are kept in the cookie itself, sealed: no server stores them.
import { createKeyRing, type KeyRing, seal, unseal } from './seal.ts'
import { createRevocations, type RedisClient } from './redis-revocations.ts'
import type { Connection, Message } from './connection.ts'
import { isNewer } from './data-versions.ts'
import { readSecrets } from './secrets.ts'
import { assertSessionData } from './session-data-check.ts'
import { openSession, type Session, stateOf } from './session.ts'
import { SessionBackend } from './session-backend.ts'
import { COOKIE_NAME, sendCookies } from './session-cookie.ts'
import { SessionDestroyedError, SessionLateError } from './session-errors.ts'
import { deadlineOf } from './session-lifetime.ts'
import { isRenewal, newRecord, type SessionRecord } from './session-record.ts'
import { inTurn, newState, type SessionState } from './session-state.ts'
import { joinCookies, leftoverCookies, readSessionCookies, sessionCookies } from './cookie-chunks.ts'
import { isCurrent, readPayload, writePayload } from './cookie-payload.ts'
import { assertNotGone, hasEnded, isGone, listEnded } from './cookie-revocation.ts'
import type { RevocationStore } from './revocation-store.ts'

export interface BackendOptions {
  /** One or more keys as `npx create-session secret` prints them, newest first, instead of those in the environment. */
  readonly secrets?: string | undefined
  /** A clock in milliseconds since the epoch, instead of the machine's. */
  readonly now?: () => number
  /** A client of Redis, where it is kept which sessions have ended. */
  readonly client?: RedisClient | undefined
  /** Another place for it. */
  readonly revocations?: RevocationStore | undefined
}

/** Applications that share their secrets take a name each: none opens the other's sessions. */
const APPLICATION_ID = 'shop'

export function createBackend(options: BackendOptions): CookieBackend {
  return new CookieBackend(options)
}

/**
 * Nobody can read or change a session without the keys. But a session has no other place than its cookie: of two requests at
 * the same time the later response wins, and a copy is as good as the cookie itself. README.md says for how long.
 */
export class CookieBackend extends SessionBackend {
  readonly #keys: KeyRing
  readonly #revocations: RevocationStore

  /** @throws If a key is missing or not fit for use. */
  constructor(options: BackendOptions = {}) {
    super(options.now)
    const use = { purpose: 'session', cookieName: COOKIE_NAME, applicationId: APPLICATION_ID }
    this.#keys = createKeyRing(readSecrets(options.secrets), use)
    this.#revocations = options.revocations ?? createRevocations(options)
  }

  override async loadFromConnection(connection: Connection): Promise<Session> {
    const cookies = readSessionCookies(connection)
    const state = newState(this, connection, cookies.length > 0)
    const sealed = joinCookies(cookies)
    if (sealed !== null) {
      const text = unseal(sealed, this.#keys)
      const payload = text === null ? null : readPayload(text)
      if (payload !== null && isCurrent(payload.record, this.now())) {
        // Not read here, and not ended: a write takes its place.
        if (isNewer(payload.record)) {
          return openSession(state, {})
        }
        // As if the cookie did not open.
        if (await hasEnded(this.#revocations, payload.id)) {
          state.cookieStale = true
          return openSession(state, {})
        }
        try {
          const data = this.deserializeData(payload.record.data)
          return openSession(Object.assign(state, payload, { isNew: false }), data)
        } catch {
          // Data that can't be read now is no session, like a cookie that does not open.
        }
      }
    }
    // Nothing tells a forged cookie from an expired one: neither is a session, and both have to go.
    state.cookieStale = state.hadCookie
    return openSession(state, {})
  }

  override async storeInMessage(session: Session, message: Message, connection: Connection): Promise<void> {
    const state = stateOf(session)
    await state.ended
    const record = state.ended === null ? this.#recordToSend(session) : null
    if (record !== null && (await isGone(this.#revocations, state))) {
      if (record.data !== state.record?.data) {
        throw new SessionDestroyedError()
      }
      // There is nothing left to renew.
      sendCookies(message, leftoverCookies(connection, []))
      return
    }
    if (record !== null) {
      const lines = await this.#cookiesFor(state, record)
      sendCookies(message, [...lines, ...leftoverCookies(connection, lines)])
      state.record = record
    } else if (state.cookieStale || (state.record !== null && this.#isEmpty(session))) {
      // A handler has emptied it, which ends it too.
      if (state.ended === null) {
        await listEnded(this.#revocations, state, false)
      }
      sendCookies(message, leftoverCookies(connection, []))
      state.record = null
    }
  }

  /** Finds out now whether the session can be kept. It is kept by the response. */
  override save(session: Session): Promise<void> {
    const state = stateOf(session)
    return inTurn(state, async () => {
      if (state.ended !== null) {
        throw new SessionDestroyedError()
      }
      if (this.isChanged(session)) {
        if (state.connection.headSent) {
          throw new SessionLateError()
        }
        await assertNotGone(this.#revocations, state)
        const record = this.#recordToSend(session)
        if (record !== null) {
          await this.#cookiesFor(state, record)
        }
      }
    })
  }

  /** The response ends the cookie. */
  protected override async discard(session: Session, isCarriedOn: boolean): Promise<void> {
    if (stateOf(session).connection.headSent) {
      throw new SessionLateError()
    }
    await listEnded(this.#revocations, stateOf(session), isCarriedOn)
  }

  /** The session as its cookie has to hold it from now on; null if there is no need for a new cookie. */
  #recordToSend(session: Session): SessionRecord | null {
    if (this.#isEmpty(session)) {
      return null
    }
    const state = stateOf(session)
    const { record } = state
    assertSessionData(session)
    const now = this.now()
    const data = this.serializeData(session)
    if (record === null) {
      return newRecord(data, now)
    }
    const isDue = data !== record.data || isRenewal(state.touched, record, now)
    return isDue ? { ...record, data, renewedAt: now, expiresAt: deadlineOf(record.createdAt, now) } : null
  }

  /** @throws {SessionTooLargeError} if the session does not fit into its cookies. */
  async #cookiesFor(state: SessionState, record: SessionRecord): Promise<string[]> {
    state.id ??= this.generateSessionId()
    const payload = writePayload(state.id, record)
    const sealed = seal(payload, this.#keys)
    return sessionCookies(sealed, record.expiresAt, this.now())
  }

  #isEmpty(session: Session): boolean {
    return this.serializeData(session) === this.serializeData({})
  }
}
