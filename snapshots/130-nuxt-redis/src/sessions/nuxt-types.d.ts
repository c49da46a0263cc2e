// What nuxt.js adds to the types of other modules, for editors and type checkers.
import type { Session } from './session.js'

declare module 'h3' {
  interface H3EventContext {
    /** The caller's session. Look it up each time: `regenerate` puts another in its place. */
    readonly session: Session
    /** Switches the session off for this request, if it is set in a hook `request` of Nitro. */
    skipSession?: boolean
  }
}
