// Places where a request of the contract's application waits until the test lets it go on.

interface Event {
  readonly happened: Promise<void>
  readonly happen: () => void
}

export class Gates {
  readonly #events = new Map<string, Event>()

  /** Waits until the gate is opened. */
  async pass(name: string): Promise<void> {
    this.#event(`arrived ${name}`).happen()
    await this.#event(`open ${name}`).happened
  }

  /** Waits until a request has come to the gate. */
  async arrived(name: string): Promise<void> {
    await this.#event(`arrived ${name}`).happened
  }

  open(name: string): void {
    this.#event(`open ${name}`).happen()
  }

  #event(name: string): Event {
    let event = this.#events.get(name)
    if (event === undefined) {
      const waiting: (() => void)[] = []
      const happened = new Promise<void>((resolve) => void waiting.push(resolve))
      event = { happened, happen: () => waiting.forEach((resolve) => resolve()) }
      this.#events.set(name, event)
    }
    return event
  }
}
