// Visitors of the tests. What a request does with its session stands in the test, as the handler of that request.
import type { Session } from './session'
import { startApp } from './test-app'
import { openBackend } from './test-backend'
import { CookieJar } from './cookie-jar'

/** What it returns is the answer's `result`. What it yields, if anything, is the body of the response, part by part. */
type Handler = (session: Session) => unknown

/** An application whose handlers come with the requests. */
export interface TestApp {
  /**
   * Makes a request, and settles when the head of the response is there.
   *
   * @param cookie The Cookie header; empty where there is none.
   * @param handler Gets what opens the session; says the body, or null where it is empty.
   */
  request(path: string, cookie: string, handler: RequestHandler): Promise<Response>
  close(): Promise<void>
}

export type RequestHandler = (open: () => Session) => Promise<AsyncIterable<string> | null>

interface Answer {
  readonly response: Response
  /** Its Set-Cookie lines. */
  readonly setCookie: readonly string[]
  /** What the handler returned; undefined where it did not come so far. */
  readonly result: unknown
  /** What it threw, or met where it opened the session. */
  readonly error: unknown
}

/** Time stands still, and goes on when it is told to. */
class Clock {
  #now = Date.now()

  /** Milliseconds since the epoch. */
  readonly now = (): number => this.#now

  advance(milliseconds: number): void {
    this.#now += milliseconds
  }
}

interface Surroundings {
  readonly clock: Clock
  /** Has no cookies yet. */
  readonly visitor: Visitor
  /** Another visitor, who sends this Cookie header until a response sets a cookie. */
  readonly visitorWith: (cookie: string) => Visitor
}

/** Runs a test against an application, a backend and a clock of its own. */
export async function withApp(test: (surroundings: Surroundings) => Promise<void>): Promise<void> {
  const clock = new Clock()
  const { backend, close } = await openBackend(clock.now)
  const app = await startApp(backend)
  try {
    await test({
      clock,
      visitor: new Visitor(app),
      visitorWith: (cookie) => new Visitor(app, cookie),
    })
  } finally {
    await app.close()
    await close()
  }
}

class Visitor {
  readonly #app: TestApp
  readonly #first: string
  readonly #jar = new CookieJar()

  /** @param first The Cookie header, until a response sets a cookie. */
  constructor(app: TestApp, first: string = '') {
    this.#app = app
    this.#first = first
  }

  /** The Cookie header of the next request. */
  get cookie(): string {
    return this.#jar.header || this.#first
  }

  /** Makes a request, and settles when the head of the response is there. */
  async send(handler: Handler, path: string = '/'): Promise<Answer> {
    let result: unknown
    let error: unknown
    const response = await this.#app.request(path, this.cookie, async (open) => {
      try {
        result = await handler(open())
      } catch (thrown) {
        error = thrown
        throw thrown
      }
      return isBody(result) ? result : null
    })
    // A copy: a runner may give its tests an `Array` that is not that of `fetch`.
    const setCookie = [...response.headers.getSetCookie()]
    this.#jar.take(setCookie)
    return { response, setCookie, result, error }
  }

  /** What the session holds. */
  async read(): Promise<unknown> {
    return (await this.send((session) => ({ ...session }))).result
  }

  /** Puts fields into the session. */
  write(fields: object): Promise<Answer> {
    return this.send((session) => void Object.assign(session, fields))
  }

  /**
   * Begins a request whose handler waits as soon as it has its session: what happens now, happens at the same time.
   *
   * @returns Lets the handler go on.
   */
  async begin(handler: Handler): Promise<() => Promise<Answer>> {
    let goOn = (): void => {}
    const told = new Promise<void>((resolve) => (goOn = resolve))
    let begun = (): void => {}
    const hasBegun = new Promise<void>((resolve) => (begun = resolve))
    const answer = this.send(async (session) => {
      begun()
      await told
      return handler(session)
    })
    await Promise.race([hasBegun, answer])
    return () => {
      goOn()
      return answer
    }
  }
}

function isBody(result: unknown): result is AsyncIterable<string> {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result
}
