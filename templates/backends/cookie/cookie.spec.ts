// The choices of the cookie backend.
import { spec as core, type Spec } from '../../runtime/spec.ts'

export interface CookieSpec extends Spec {
  /** Sessions that end are listed, until their cookies expire. */
  readonly listsEnded: boolean
  /** A user has a time before which none of his sessions began. */
  readonly endsByUser: boolean
  /** What the keys of these begin with, in Redis. */
  readonly revokedPrefix: string
}

/** What becomes of the core's own members is seen here, too: tests choose these. */
export const spec: CookieSpec = Object.assign(Object.create(core) as Spec, {
  listsEnded: false,
  endsByUser: false,
  revokedPrefix: 'revoked:',
})
