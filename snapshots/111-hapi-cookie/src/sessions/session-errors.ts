// What can go wrong with a session. Each is an error that your framework's error handling receives.

/** The session was touched on a connection that it is switched off for, or before the middleware ran. */
export class SessionNotInstalledError extends Error {
  override readonly name = 'SessionNotInstalledError'

  /** @param reason What switched the session off, by name. */
  constructor(reason: string) {
    super(`'session' is not defined on this connection: ${reason}`)
  }
}

/** The session ended, here or in a parallel request, and what was written to it since cannot be kept. */
export class SessionDestroyedError extends Error {
  override readonly name = 'SessionDestroyedError'
  /** Express, Fastify and others answer with this status. */
  readonly statusCode = 409

  constructor() {
    super('The session has ended: what was written to it cannot be saved')
  }
}

/** What was asked of the session needs a new cookie, and the head of the response has left. */
export class SessionLateError extends Error {
  override readonly name = 'SessionLateError'

  constructor() {
    super('The head of the response has left: the session can no longer be changed')
  }
}

/** The session is larger than its cookies may be. */
export class SessionTooLargeError extends Error {
  override readonly name = 'SessionTooLargeError'

  /**
   * @param size Length of the sealed session, in bytes.
   * @param limit What its cookies can hold, in bytes.
   */
  constructor(size: number, limit: number) {
    super(
      `The session takes ${size} bytes when sealed; its cookies hold ${limit}. Keep less in it, or keep it in a store`,
    )
  }
}
