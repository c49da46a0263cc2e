// Sessions of one config that would stand in each other's way (two of one output are the plan's to find).
import { cookieNameOf } from '../plan/spec.ts'
import { error } from './findings.ts'
import type { Finding } from './rules.ts'
import type { ValidSession } from './validate.ts'

export function sessionCollisions(sessions: readonly ValidSession[]): readonly Finding[] {
  return [
    ...doubles(
      sessions,
      ({ config }) => cookieNameOf(config),
      (session, other, cookie) =>
        error(
          ['sessions', session, 'key'],
          `the cookie '${cookie}' is that of '${other}' too: give each session a key of its own`,
        ),
    ),
    ...doubles(
      sessions,
      ({ backend, backendOptions }) => backend.storage?.(backendOptions) ?? null,
      (session, other, storage) =>
        error(
          ['sessions', session, 'backend'],
          `its records would be kept in ${storage}, among those of '${other}': set them apart`,
        ),
    ),
  ]
}

function doubles(
  sessions: readonly ValidSession[],
  markOf: (session: ValidSession) => string | null,
  findingOf: (session: string, other: string, mark: string) => Finding,
): readonly Finding[] {
  const owners = new Map<string, string>()
  return sessions.flatMap((session) => {
    const mark = markOf(session)
    if (mark === null) {
      return []
    }
    const name = session.name ?? ''
    const other = owners.get(mark)
    owners.set(mark, other ?? name)
    return other === undefined ? [] : [findingOf(name, other, mark)]
  })
}
