// What koa.js adds to the types of other modules, for editors and type checkers.
import type { Session } from './session.js'

declare module 'koa' {
  interface ExtendableContext {
    /** The caller's session. Look it up each time: `regenerate` puts another in its place. */
    readonly session: Session
  }
}
