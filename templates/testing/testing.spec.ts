// What the emitted tests have to know of the config beside what its code knows.
import { spec as core, type Spec } from '../runtime/spec.ts'

export interface TestingSpec extends Spec {
  /** A path that a pattern of `exclude` matches; '' where there is none, or none is easily told. */
  readonly excludedPath: string
  /** A path that has a session. */
  readonly includedPath: string
  /** A renewed session can outlive the lifetime of one that is not: `absoluteTimeout` leaves room for it. */
  readonly isRenewalSeen: boolean
  /** `absoluteTimeout` is reached in few enough renewals to try it. */
  readonly isAbsoluteTimeoutSeen: boolean
}

export const spec: TestingSpec = {
  ...core,
  excludedPath: '',
  includedPath: '/',
  isRenewalSeen: true,
  isAbsoluteTimeoutSeen: false,
}
