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
    super('The head of the response has left: the session can no longer be created or regenerated')
  }
}

/** The store did not answer, or not in time. Whether the session exists is not known. */
export class SessionStoreError extends Error {
  override readonly name = 'SessionStoreError'
  /** Express, Fastify and others answer with this status. */
  readonly statusCode = 503
}

/** Another request changed the session first, and this one's changes were not saved. */
export class SessionConflictError extends Error {
  override readonly name = 'SessionConflictError'
  /** Express, Fastify and others answer with this status. */
  readonly statusCode = 409

  constructor() {
    super('Another request changed the session at the same time')
  }
}

/** A page of another site sent a request that could change something here. */
export class CrossOriginError extends Error {
  override readonly name = 'CrossOriginError'
  /** Express, Fastify and others answer with this status. */
  readonly statusCode = 403

  constructor() {
    super('A page of another origin may not send this request here')
  }

  /** Hono answers with this, unless `app.onError` gives another answer. */
  getResponse(): Response {
    return new Response(this.message, { status: this.statusCode })
  }
}

/** The user has to authenticate again before this handler goes on. */
export class RecentAuthRequiredError extends Error {
  override readonly name = 'RecentAuthRequiredError'
  /** Express, Fastify and others answer with this status: who somebody is, is known, and it is not enough (RFC 9110, 15.5.4). */
  readonly statusCode = 403

  constructor() {
    super('The user has to authenticate again: the last time is too long ago')
  }

  /** Hono answers with this, unless `app.onError` gives another answer. */
  getResponse(): Response {
    return new Response(this.message, { status: this.statusCode })
  }
}
