// Sessions of one config that would stand in each other's way (two of one output are the plan's to find).
import { cookieNameOf } from '../plan/spec.ts'
import { error } from './findings.ts'
import type { Finding } from './rules.ts'
import type { ValidSession } from './validate.ts'

export function sessionCollisions(sessions: readonly ValidSession[]): readonly Finding[] {
  return sessions.flatMap((session, index) => {
    const earlier = sessions.slice(0, index)
    const path = ['sessions', session.name ?? '']
    const cookie = cookieNameOf(session.config)
    const withCookie = earlier.find((other) => cookieNameOf(other.config) === cookie)
    const withRecords = earlier.find((other) => overlap(session, other))
    return [
      ...(withCookie === undefined
        ? []
        : [
            error(
              [...path, 'key'],
              `the cookie '${cookie}' is that of '${withCookie.name}' too: give each session a key of its own`,
            ),
          ]),
      ...(withRecords === undefined
        ? []
        : [
            error(
              [...path, 'backend'],
              `its records would stand among those of '${withRecords.name}', below '${storageOf(session)}': set them apart`,
            ),
          ]),
    ]
  })
}

/** Deleting all sessions of the one would delete some of the other. */
function overlap(one: ValidSession, other: ValidSession): boolean {
  const [a, b] = [storageOf(one), storageOf(other)]
  return one.backend.name === other.backend.name && a !== null && b !== null && (a.startsWith(b) || b.startsWith(a))
}

function storageOf({ backend, backendOptions }: ValidSession): string | null {
  return backend.storage?.(backendOptions) ?? null
}
