// What express.js adds to the types of other modules, for editors and type checkers.
import type { Session } from './session.js'

declare global {
  namespace Express {
    interface Request {
      /** The caller's session. Look it up each time: `regenerate` puts another in its place. */
      readonly session: Session
    }
  }
}
