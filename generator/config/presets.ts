// The timeouts of NIST SP 800-63B-4, by level of authentication assurance.
import { secondsWords } from './quantities.ts'
import { DAY_SECONDS, type SessionConfig } from './schema.ts'

interface Limits {
  /** The section that says so. */
  readonly section: string
  /** A session ends so long after the user authenticated, in seconds. */
  readonly overall: number
  /** And so long after its last use; null where the level sets no such limit. */
  readonly inactivity: number | null
}

export const NIST_LIMITS: Readonly<Record<NonNullable<SessionConfig['preset']>, Limits>> = {
  aal1: { section: '2.1.3', overall: 30 * DAY_SECONDS, inactivity: null },
  aal2: { section: '2.2.3', overall: DAY_SECONDS, inactivity: 60 * 60 },
  aal3: { section: '2.3.3', overall: DAY_SECONDS / 2, inactivity: 15 * 60 },
}

/** The config with the timeouts of its preset, where it writes none of its own. */
export function withPreset(config: SessionConfig, written: ReadonlySet<string>): SessionConfig {
  if (config.preset === undefined) {
    return config
  }
  const { overall, inactivity } = NIST_LIMITS[config.preset]
  const isBrowserSession = config.maxAge === 'session'
  const maxAge = written.has('maxAge') ? config.maxAge : (inactivity ?? config.maxAge)
  const idleTimeout = isBrowserSession ? (config.idleTimeout ?? inactivity ?? undefined) : config.idleTimeout
  const lifetime = maxAge === 'session' ? (idleTimeout ?? DAY_SECONDS) : maxAge
  // A lifetime that departs from the preset is doubted by name; it is not to break the rule between the two timeouts.
  const absoluteTimeout = config.absoluteTimeout ?? Math.max(overall, lifetime)
  return { ...config, maxAge, idleTimeout, absoluteTimeout }
}

/** What a config says beyond its preset: the field, and the line of NIST SP 800-63B-4 that it departs from. */
export function departures(config: SessionConfig): readonly (readonly [field: string, message: string])[] {
  const { preset, maxAge, idleTimeout = DAY_SECONDS, absoluteTimeout = Infinity } = config
  if (preset === undefined) {
    return []
  }
  const { section, overall, inactivity } = NIST_LIMITS[preset]
  const source = `NIST SP 800-63B-4, ${section} (${preset.toUpperCase()})`
  const [field, lifetime] =
    maxAge === 'session' ? (['idleTimeout', idleTimeout] as const) : (['maxAge', maxAge] as const)
  const limits = [
    [field, lifetime, inactivity ?? Infinity, 'without use'],
    [
      absoluteTimeout === lifetime ? field : 'absoluteTimeout',
      absoluteTimeout,
      overall,
      'after the user authenticated',
    ],
  ] as const
  return limits
    .filter(([, seconds, limit]) => seconds > limit)
    .map(([name, , limit, words]) => [name, `departs from ${source}: a session ends ${secondsWords(limit)} ${words}`])
}
