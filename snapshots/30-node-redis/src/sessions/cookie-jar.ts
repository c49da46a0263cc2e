// Cookies of one caller in a test, as a browser keeps them for one host.

export class CookieJar {
  readonly #values = new Map<string, string>()

  /** The Cookie header: `name=value; name-1=value`. Empty where there is no cookie. */
  get header(): string {
    return [...this.#values].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** Takes the Set-Cookie lines of a response in, and drops the cookies that they end. */
  take(lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = ''] = line.split(';', 1)
      const equals = pair.indexOf('=')
      if (/; ?Max-Age=0(;|$)/i.test(line)) {
        this.#values.delete(pair.slice(0, equals))
      } else {
        this.#values.set(pair.slice(0, equals), pair.slice(equals + 1))
      }
    }
  }
}
