// Which sessions have ended, in the memory of this process: no other one knows, and the process forgets it when it ends.
import type { RevocationStore } from './revocation-store.ts'

interface Noted {
  readonly time: number
  readonly expiresAt: number
}

export class MemoryRevocations implements RevocationStore {
  readonly #now: () => number
  readonly #noted = new Map<string, Noted>()

  /** @param now A clock in milliseconds since the epoch. */
  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  async get(key: string): Promise<number | null> {
    return this.#noted.get(key)?.time ?? null
  }

  async raise(key: string, time: number, expiresAt: number): Promise<boolean> {
    this.#forget()
    const noted = this.#noted.get(key)
    if (noted !== undefined && noted.time >= time) {
      return false
    }
    this.#noted.set(key, { time, expiresAt })
    return true
  }

  #forget(): void {
    for (const [key, { expiresAt }] of this.#noted) {
      if (expiresAt <= this.#now()) {
        this.#noted.delete(key)
      }
    }
  }
}
