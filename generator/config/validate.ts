// Says of a config that was loaded that it is right, or everything that is wrong with it.
import { z } from 'zod'
import type { BackendMeta, TargetMeta } from '../../templates/meta.ts'
import { backends, targets } from '../../templates/registry.ts'
import { GeneratorError, type Problem } from '../errors.ts'
import { error, type Fields, issueFindings, unknownWord } from './findings.ts'
import type { LoadedConfig } from './load.ts'
import { withPreset } from './presets.ts'
import { type Finding, rules } from './rules.ts'
import { type SessionConfig, sessionSchema } from './schema.ts'
import { sessionCollisions } from './session-collisions.ts'

/** One session of a valid config, with what its words name. */
export interface ValidSession {
  /** The name in `sessions`; null where the config describes one session. */
  readonly name: string | null
  readonly config: SessionConfig
  readonly target: TargetMeta
  readonly backend: BackendMeta
  /** The backend's own options, its defaults filled in. */
  readonly backendOptions: Readonly<Record<string, unknown>>
}

export interface ValidConfig {
  readonly sessions: readonly ValidSession[]
  readonly warnings: readonly Problem[]
}

/**
 * @param detected Targets whose package the project depends on: the only one is the target of a config that names none.
 * @throws {GeneratorError} `config-invalid`, with every problem at once.
 */
export function validateConfig(loaded: LoadedConfig, detected: readonly string[] = []): ValidConfig {
  const findings: Finding[] = []
  const sessions = sessionsOf(loaded.value, findings).flatMap(({ name, path, value }) => {
    const session = validateSession(name, path, value, detected, findings)
    return session === null ? [] : [session]
  })
  findings.push(...sessionCollisions(sessions))
  const errors = problemsOf(loaded, findings, 'error')
  if (errors.length > 0) {
    throw new GeneratorError({
      code: 'config-invalid',
      message: `${loaded.file} has ${errors.length === 1 ? 'a problem' : `${errors.length} problems`}`,
      hint: 'Nothing was written. Mend the config and run again',
      problems: errors,
    })
  }
  return { sessions, warnings: problemsOf(loaded, findings, 'warning') }
}

/** In the order of the file. */
function problemsOf(loaded: LoadedConfig, findings: readonly Finding[], severity: Finding['severity']): Problem[] {
  return findings
    .filter((finding) => finding.severity === severity)
    .map(({ path, message }) => ({
      where: { file: loaded.file, ...loaded.placeOf(path) },
      message: path.length === 0 ? message : `${path.join('.')}: ${message}`,
    }))
    .toSorted((a, b) => a.where.line - b.where.line || a.where.column - b.where.column)
}

interface Described {
  readonly name: string | null
  readonly path: readonly PropertyKey[]
  readonly value: unknown
}

function sessionsOf(value: unknown, findings: Finding[]): readonly Described[] {
  if (!isObject(value) || !isObject(value['sessions'])) {
    return [{ name: null, path: [], value }]
  }
  const { sessions, ...others } = value
  findings.push(
    ...Object.keys(others).map((field) =>
      error([field], 'stands beside `sessions`: write it into each session that it is for'),
    ),
    ...(Object.keys(sessions as object).length === 0 ? [error(['sessions'], 'describes no session')] : []),
  )
  return Object.entries(sessions as object).map(([name, session]) => ({
    name,
    path: ['sessions', name],
    value: session as unknown,
  }))
}

function validateSession(
  name: string | null,
  path: readonly PropertyKey[],
  value: unknown,
  detected: readonly string[],
  findings: Finding[],
): ValidSession | null {
  const own: Finding[] = []
  if (name !== null && !/^[a-z][a-z0-9-]{0,31}$/.test(name)) {
    own.push(error([], `'${name}' cannot name a session: use lower-case letters, digits and -`))
  }
  const raw = isObject(value) ? ownFields(value) : {}
  const parsed = sessionSchema.safeParse(isObject(value) ? raw : value)
  own.push(...(parsed.error?.issues ?? []).flatMap((issue) => issueFindings(issue, value, [], sessionSchema.shape)))
  const target = findTarget(raw['target'], detected, own)
  const backend = findBackend(raw['backend'], own)
  const backendOptions = backend === null ? {} : optionsOf(backend, raw['backend'], own)

  const invalid = new Set(own.map(({ path: [field] }) => field))
  const written = new Set(Object.keys(raw))
  const config = parsed.success ? parsed.data : withoutFields(raw, invalid)
  if (config !== null) {
    const subject = { config: withPreset(config, written), written, target, backend, backendOptions }
    const fitting = rules.filter(({ fields }) => !fields.some((field) => invalid.has(field)))
    own.push(...fitting.flatMap((rule) => rule.find(subject)))
  }
  findings.push(...own.map((finding) => ({ ...finding, path: [...path, ...finding.path] })))
  const isValid = !own.some(({ severity }) => severity === 'error')
  return isValid && parsed.success && target !== null && backend !== null
    ? { name, config: withPreset(parsed.data, written), target, backend, backendOptions }
    : null
}

/** What is left of a config without its invalid fields: the rules can judge that all the same. */
function withoutFields(
  raw: Readonly<Record<string, unknown>>,
  invalid: ReadonlySet<PropertyKey | undefined>,
): SessionConfig | null {
  const rest = Object.fromEntries(Object.entries(raw).filter(([field]) => !invalid.has(field)))
  return sessionSchema.safeParse(rest).data ?? null
}

function findTarget(word: unknown, detected: readonly string[], findings: Finding[]): TargetMeta | null {
  const names = targets.map(({ name }) => name)
  if (word === undefined) {
    const [only, ...others] = detected
    if (only === undefined || others.length > 0) {
      const allowed = names.map((name) => `'${name}'`).join(', ')
      const why =
        only === undefined
          ? 'package.json names no framework that is known'
          : `package.json names ${detected.join(' and ')}`
      findings.push(error(['target'], `found nothing, and ${why}; allowed: ${allowed}`))
      return null
    }
    return targets.find(({ name }) => name === only) ?? null
  }
  const target = targets.find(({ name }) => name === word)
  if (target === undefined && typeof word === 'string') {
    findings.push(unknownWord(['target'], word, names))
  }
  return target ?? null
}

function findBackend(written: unknown, findings: Finding[]): BackendMeta | null {
  const word = isObject(written) ? written['type'] : (written ?? sessionSchema.parse({}).backend)
  const backend = backends.find(({ name }) => name === word)
  if (backend === undefined && typeof word === 'string') {
    const path = isObject(written) ? ['backend', 'type'] : ['backend']
    findings.push(
      unknownWord(
        path,
        word,
        backends.map(({ name }) => name),
      ),
    )
  }
  return backend ?? null
}

function optionsOf(backend: BackendMeta, written: unknown, findings: Finding[]): Readonly<Record<string, unknown>> {
  const { type: _type, ...others } = isObject(written) ? written : {}
  const options = ownFields(others)
  const parsed = backend.options.safeParse(options)
  const fields: Fields = backend.options instanceof z.ZodObject ? (backend.options.shape as Fields) : {}
  findings.push(...(parsed.error?.issues ?? []).flatMap((issue) => issueFindings(issue, options, ['backend'], fields)))
  return ownFields(parsed.data ?? {})
}

/** What the config says itself: nothing that something has put into every object's prototype. */
function ownFields(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.assign(Object.create(null) as Record<string, unknown>, value)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
