// What hono.js adds to the types of other modules, for editors and type checkers.
import type { Session } from './session.js'

declare module 'hono' {
  interface ContextVariableMap {
    /** The caller's session. Look it up each time: `regenerate` puts another in its place. */
    session: Session
    /** True where there is to be no session. */
    skipSession?: boolean
  }
}
