// What sveltekit.js adds to the types of other modules, for editors and type checkers.
import type { Session } from './session.js'

declare global {
  namespace App {
    interface Locals {
      /** The caller's session. Look it up each time: `regenerate` puts another in its place. */
      readonly session: Session
      /** True where there is to be no session, if it is set before the sessions get to see the event. */
      skipSession?: boolean
    }
  }
}
