// What a session is, said again as simply as it can be: each step of a request happens at once, and a store is a map.
import { DAY } from './life-cycle-choices.ts'

export type Data = Readonly<Record<string, number>>

/** What is kept of a session, in the store or in its cookie. */
interface Kept {
  readonly data: Data
  readonly createdAt: number
  readonly renewedAt: number
  readonly expiresAt: number
  readonly version: number
}

/** What a response does to the cookie: null is nothing, `ended` takes it away, a number is its new Max-Age in seconds. */
export type CookieFate = null | 'ended' | number

/** What a step of a request comes to: the name of its error, or null. */
export type Outcome = string | null

const DESTROYED = 'SessionDestroyedError'

const deadlineOf = (createdAt: number, now: number): number => Math.min(now + 10 * DAY, createdAt + 20 * DAY)

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Field by field: what changed from `before` to `after` is done to `stored`. */
function rebase(before: Data, after: Data, stored: Data): Data {
  const result = new Map(Object.entries(stored))
  for (const name of [...Object.keys(after), ...Object.keys(before)]) {
    const written = after[name]
    if (written !== before[name]) {
      if (written === undefined) {
        result.delete(name)
      } else {
        result.set(name, written)
      }
    }
  }
  return Object.fromEntries(result)
}

/** The sessions of one application, under names of the test's own in place of ids. */
export class ModelStore {
  /** Null once a session has ended. With sessions in the cookie nothing ends for whoever has kept its cookie. */
  readonly #kept = new Map<number, Kept | null>()
  readonly inCookie: boolean
  now: number

  constructor(inCookie: boolean, now: number) {
    this.inCookie = inCookie
    this.now = now
  }

  /** The session under a name, unless it has ended or its deadline has come. */
  find(name: number | null): Kept | null {
    const kept = name === null ? null : (this.#kept.get(name) ?? null)
    return kept !== null && this.now < kept.expiresAt ? kept : null
  }

  add(kept: Kept): number {
    const name = this.#kept.size
    this.#kept.set(name, kept)
    return name
  }

  /** What a response that writes to a session keeps, and under which name: a cookie is another one each time. */
  write(name: number | null, kept: Kept): number {
    if (name === null || this.inCookie) {
      return this.add(kept)
    }
    this.#kept.set(name, kept)
    return name
  }

  end(name: number | null): void {
    if (name !== null && !this.inCookie) {
      this.#kept.set(name, null)
    }
  }
}

/** One request, from its cookie to its answer. */
export class ModelRequest {
  readonly #store: ModelStore
  readonly #hadCookie: boolean
  #name: number | null
  #loaded: Kept | null
  #isStale = false
  #isTouched = false
  #isCookieDue = false
  #isEnded = false
  data: Data

  constructor(store: ModelStore, name: number | null, hadCookie: boolean) {
    this.#store = store
    this.#hadCookie = hadCookie
    this.#loaded = store.find(name)
    this.#name = this.#loaded === null ? null : name
    this.data = this.#loaded?.data ?? {}
    // A sealed cookie that leads nowhere is ended; what may be an id in use elsewhere is left alone.
    this.#isStale = store.inCookie && hadCookie && this.#loaded === null
  }

  /** Under which the session is kept after the answer; null if it is not. */
  get name(): number | null {
    return this.#name
  }

  write(field: string, value: number): Outcome {
    if (this.#isEnded) {
      return 'TypeError'
    }
    this.data = { ...this.data, [field]: value }
    return null
  }

  remove(field: string): Outcome {
    this.data = Object.fromEntries(Object.entries(this.data).filter(([name]) => name !== field))
    return null
  }

  touch(): Outcome {
    this.#isTouched = true
    return null
  }

  destroy(): Outcome {
    if (!this.#isEnded) {
      this.#store.end(this.#name)
      this.#isEnded = true
      this.data = {}
    }
    return null
  }

  regenerate(keep: boolean | readonly string[]): Outcome {
    const stored = this.#store.find(this.#name)
    const isCarriedOn = keep === true || (keep !== false && keep.length > 0)
    const loaded = isCarriedOn && !this.#store.inCookie ? this.#loaded : null
    if (this.#isEnded || (loaded !== null && stored === null)) {
      return DESTROYED
    }
    const all = loaded === null || stored === null ? this.data : rebase(loaded.data, this.data, stored.data)
    this.#store.end(this.#name)
    const names = keep === true ? Object.keys(all) : keep === false ? [] : keep
    this.data = Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)))
    this.#name = null
    this.#loaded = null
    this.#isTouched = false
    this.#isCookieDue = false
    this.#isStale = this.#hadCookie
    return null
  }

  save(): Outcome {
    if (this.#isEnded) {
      return DESTROYED
    }
    return this.#store.inCookie ? null : this.#saveToStore()
  }

  /** @returns The error of the answer, or what it does to the cookie. */
  commit(): { readonly error: Outcome; readonly cookie: CookieFate } {
    if (!this.#isEnded) {
      const error = this.#store.inCookie ? this.#saveToCookie() : (this.#saveToStore() ?? this.#renew())
      if (error !== null) {
        return { error, cookie: null }
      }
    }
    if (!this.#isEnded && this.#isCookieDue && this.#loaded !== null) {
      return { error: null, cookie: Math.ceil((this.#loaded.expiresAt - this.#store.now) / 1000) }
    }
    return { error: null, cookie: (this.#isEnded ? this.#hadCookie : this.#isStale) ? 'ended' : null }
  }

  #saveToStore(): Outcome {
    if (isSame(this.data, this.#loaded?.data ?? {})) {
      return null
    }
    if (this.#loaded !== null) {
      const stored = this.#store.find(this.#name)
      if (stored === null) {
        return DESTROYED
      }
      if (stored.version !== this.#loaded.version) {
        this.data = rebase(this.#loaded.data, this.data, stored.data)
      }
      this.#loaded = stored
    }
    this.#keep()
    return null
  }

  #saveToCookie(): Outcome {
    if (isSame(this.data, {})) {
      this.#isStale ||= this.#hadCookie
      this.#isCookieDue = false
    } else if (this.#loaded === null || !isSame(this.data, this.#loaded.data) || this.#isRenewalDue(this.#loaded)) {
      this.#keep()
    }
    return null
  }

  #renew(): Outcome {
    if (this.#loaded !== null && !this.#isCookieDue && this.#isRenewalDue(this.#loaded)) {
      const stored = this.#store.find(this.#name)
      if (stored !== null) {
        const expiresAt = Math.max(stored.expiresAt, this.#nextDeadline(stored))
        this.#store.write(this.#name, { ...stored, renewedAt: this.#store.now, expiresAt })
        this.#loaded = { ...this.#loaded, expiresAt: this.#nextDeadline(stored) }
        this.#isCookieDue = true
      }
    }
    return null
  }

  /** S-L13: at least a day after the last time, or on demand, and only where the deadline can still move. */
  #isRenewalDue(loaded: Kept): boolean {
    const isDue = this.#isTouched || this.#store.now >= loaded.renewedAt + DAY
    return isDue && this.#nextDeadline(loaded) > loaded.expiresAt
  }

  #nextDeadline({ createdAt }: Kept): number {
    return deadlineOf(createdAt, this.#store.now)
  }

  #keep(): void {
    const { now } = this.#store
    const createdAt = this.#loaded?.createdAt ?? now
    const version = (this.#loaded?.version ?? 0) + 1
    this.#loaded = { data: this.data, createdAt, renewedAt: now, expiresAt: deadlineOf(createdAt, now), version }
    this.#name = this.#store.write(this.#name, this.#loaded)
    this.#isCookieDue = true
  }
}
