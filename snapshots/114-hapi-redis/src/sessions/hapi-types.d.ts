// What hapi.js adds to the types of other modules, for editors and type checkers.
import type { ReqRef, ReqRefDefaults } from '@hapi/hapi'
import type { Session } from './session.js'

declare module '@hapi/hapi' {
  interface Request<Refs extends ReqRef = ReqRefDefaults> {
    /** The caller's session, from `onPreAuth` on. Look it up each time: `regenerate` puts another in its place. */
    readonly session: Session
  }

  interface PluginSpecificConfiguration {
    session?: {
      /** True on a route without a session. */
      skipSession?: boolean
    }
  }
}
