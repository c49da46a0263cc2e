// Places where a request of the contract's application waits until the test lets it go on.

export class Gates {
  readonly #gates = new Map<string, { arrive(): void; open(): void; arrived: Promise<void>; opened: Promise<void> }>()

  async pass(name: string): Promise<void> {
    const gate = this.#gate(name)
    gate.arrive()
    await gate.opened
  }

  async arrived(name: string): Promise<void> {
    await this.#gate(name).arrived
  }

  open(name: string): void {
    this.#gate(name).open()
  }

  #gate(name: string): { arrive(): void; open(): void; arrived: Promise<void>; opened: Promise<void> } {
    const known = this.#gates.get(name)
    if (known !== undefined) {
      return known
    }
    let arrive = (): void => {}
    let open = (): void => {}
    const arrived = new Promise<void>((resolve) => (arrive = resolve))
    const opened = new Promise<void>((resolve) => (open = resolve))
    const gate = { arrive, open, arrived, opened }
    this.#gates.set(name, gate)
    return gate
  }
}
