// Places where a request of the contract's application waits until the test lets it go on.
import { EventEmitter, once } from 'node:events'

export class Gates {
  readonly #events = new EventEmitter()
  readonly #arrived = new Set<string>()
  readonly #open = new Set<string>()

  /** Waits until the gate is opened. */
  async pass(name: string): Promise<void> {
    this.#arrived.add(name)
    this.#events.emit(`arrived ${name}`)
    if (!this.#open.has(name)) {
      await once(this.#events, `open ${name}`)
    }
  }

  /** Waits until a request has come to the gate. */
  async arrived(name: string): Promise<void> {
    if (!this.#arrived.has(name)) {
      await once(this.#events, `arrived ${name}`)
    }
  }

  open(name: string): void {
    this.#open.add(name)
    this.#events.emit(`open ${name}`)
  }
}
