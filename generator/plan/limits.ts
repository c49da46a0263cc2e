// What somebody has to know who chooses a backend for a target.
import type { ValidSession } from '../config/validate.ts'

/** What the backend does not promise, and what it does not do on this target. */
export function limitsOf({ target, backend, backendOptions }: ValidSession): readonly string[] {
  const here = target.limits?.[backend.name]
  return [...backend.limits(backendOptions), ...(here === undefined ? [] : [here])]
}
