// The one error class that users see.

/** A place in a file of the user's or of the templates; line and column count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

export interface GeneratorErrorInit {
  /** Stable and short, for tools: `config-invalid`. */
  readonly code: string
  /** One sentence: what happened. */
  readonly message: string
  /** One sentence: what to do about it. */
  readonly hint: string
  readonly where?: Place | undefined
  /** One problem each, where several were found at once. */
  readonly problems?: readonly Problem[]
  readonly cause?: unknown
}

/** One of several problems in a file of the user's. */
export interface Problem {
  readonly where: Place
  readonly message: string
}

/** What went wrong, where, and what to do; the command line prints these and nothing else of an error. */
export class GeneratorError extends Error {
  override readonly name = 'GeneratorError'
  readonly code: string
  readonly hint: string
  readonly where?: Place
  readonly problems: readonly Problem[]

  constructor(init: GeneratorErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause })
    this.code = init.code
    this.hint = init.hint
    this.problems = init.problems ?? []
    if (init.where !== undefined) this.where = init.where
  }
}
