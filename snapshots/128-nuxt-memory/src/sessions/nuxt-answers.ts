// The answer to an event of Nitro: what it waits for, and what takes its place where the session could not be saved.
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { H3EventContext } from 'h3'

/** What is used of an event. */
export interface NitroEvent {
  readonly node: {
    readonly req: IncomingMessage & {
      readonly originalUrl?: string
      /** Of a request from within the server: the context of the event that it was made for. */
      readonly __unenv__?: H3EventContext
    }
    readonly res: ServerResponse
  }
  readonly context: H3EventContext
}

/** What is used of an application: that of Nitro, or `{ h3App: createApp() }` of h3 alone. */
export interface NitroApplication {
  readonly h3App: {
    handler(event: NitroEvent): Promise<unknown>
    readonly stack: {
      splice(start: number, deleted: number, layer: { route: string; handler(event: NitroEvent): unknown }): unknown
    }
    readonly options: { onError?(error: Error, event: NitroEvent): unknown }
  }
}

type OnError = NitroApplication['h3App']['options']['onError']

export class Answer {
  /** The session could not be saved, and an error is answered instead. */
  isReplaced = false
  readonly #event: NitroEvent
  readonly #onError: OnError
  readonly #replaced: Promise<void>
  #markReplaced: (replacement: Promise<void>) => void = () => {}
  #saving: Promise<void> | null = null

  constructor(event: NitroEvent, onError: OnError) {
    this.#event = event
    this.#onError = onError
    this.#replaced = new Promise((resolve) => (this.#markReplaced = resolve))
  }

  /** The head waits for this. */
  waitFor(saving: Promise<void> | null): Promise<void> | null {
    this.#saving = saving
    return saving
  }

  /**
   * Settles when the head has left. Who made a request from within the server reads the answer as soon as the handlers are
   * through, and then nobody may be waiting for a save any more.
   */
  async over(): Promise<void> {
    const { req, res } = this.#event.node
    if ('__unenv__' in req && !res.headersSent) {
      // h3 puts a stream aside here, and sends no head.
      res.flushHeaders()
    }
    await this.#saving?.catch(() => this.#replaced)
  }

  /** Has the application answer an error, as h3 does with what handlers throw. */
  replace(error: unknown): void {
    const { req, res } = this.#event.node
    this.isReplaced = true
    if ('__unenv__' in req) {
      // Where h3 has put a stream aside.
      Reflect.deleteProperty(res, '_data')
    } else {
      keepOut(res)
    }
    this.#markReplaced(this.#answer(error))
  }

  async #answer(error: unknown): Promise<void> {
    const { res } = this.#event.node
    const statusCode = statusOf(error)
    res.statusCode = statusCode
    try {
      const cause = error instanceof Error ? error : new Error(String(error))
      const thrown = Object.assign(new Error(cause.message, { cause }), { statusCode, unhandled: true })
      await this.#onError?.(thrown, this.#event)
    } catch (another) {
      // Nobody else would hear of it.
      process.emitWarning(another instanceof Error ? another : String(another))
    }
    if (!res.headersSent) {
      res.writeHead(statusCode, { 'Content-Type': 'text/plain' }).end(STATUS_CODES[statusCode])
    }
  }
}

/** What still streams would get into the next answer: until that has begun, a write fails, and so ends the stream; an end is no end. */
function keepOut(response: ServerResponse): void {
  const { write, end } = response as unknown as Record<'write' | 'end', (...args: unknown[]) => unknown>
  Object.assign(response, {
    write(...args: unknown[]) {
      if (!response.headersSent) {
        throw new Error('The session could not be saved: this answer is not sent')
      }
      return write.apply(response, args)
    },
    // An answer to an error has a body.
    end: (...args: unknown[]) => (args.length === 0 && !response.headersSent ? response : end.apply(response, args)),
  })
}

/** 409 of a session that has ended meanwhile, 503 of a store that does not answer, and so on. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  return status >= 400 && status in STATUS_CODES ? status : 500
}
