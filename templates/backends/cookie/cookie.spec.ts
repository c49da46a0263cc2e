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

export const spec: CookieSpec = {
  ...core,
  listsEnded: false,
  endsByUser: false,
  revokedPrefix: 'revoked:',
}
