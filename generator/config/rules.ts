// What one field demands of another, and what a schema can't say: a flat list of rules.
import type { BackendMeta, TargetMeta } from '../../templates/meta.ts'
import { budgetFindings, dataFindings, userKeyFindings } from './data-findings.ts'
import { domainProblem, keyProblems, originProblem, patternFinding } from './field-problems.ts'
import { canMeet, RUNTIME_LABELS } from './meeting.ts'
import { departures } from './presets.ts'
import { DAY_SECONDS, type SessionConfig } from './schema.ts'

/** A session's config with what its words name. */
export interface Subject {
  readonly config: SessionConfig
  /** The fields that the user wrote: a default never breaks a rule. */
  readonly written: ReadonlySet<string>
  readonly target: TargetMeta | null
  readonly backend: BackendMeta | null
  /** The backend's own options, its defaults filled in. */
  readonly backendOptions: Readonly<Record<string, unknown>>
}

export interface Finding {
  readonly path: readonly PropertyKey[]
  readonly message: string
  /** A warning is said; an error stops the run. */
  readonly severity: 'error' | 'warning'
}

export interface Rule {
  /** The fields that it reads. It holds its tongue while one of them is invalid by itself. */
  readonly fields: readonly (keyof SessionConfig)[]
  readonly find: (subject: Subject) => readonly Finding[]
}

export const rules: readonly Rule[] = [
  rule(['key'], ({ config: { key } }) => keyProblems(key).flatMap((problem) => when(true, ['key'], problem))),
  rule(['sameSite', 'secure'], ({ config: { sameSite, secure } }) =>
    when(
      sameSite === 'none' && secure !== true,
      ['sameSite'],
      "browsers drop a cookie with 'none' that is not secure: set secure: true",
    ),
  ),
  rule(['partitioned', 'secure'], ({ config: { partitioned, secure } }) =>
    when(
      partitioned && secure !== true,
      ['partitioned'],
      'browsers drop a partitioned cookie that is not secure: set secure: true',
    ),
  ),
  rule(['prefix', 'secure'], ({ config: { prefix, secure } }) =>
    when(prefix !== undefined && prefix !== 'none' && secure !== true, ['prefix'], `'${prefix}' needs secure: true`),
  ),
  rule(['prefix', 'path', 'domain'], ({ config: { prefix, path, domain } }) =>
    when(
      (prefix === 'host' || prefix === 'http') && (path !== '/' || domain !== undefined),
      ['prefix'],
      `'${prefix}' needs path: '/' and no domain`,
    ),
  ),
  rule(['prefix', 'httpOnly'], ({ config: { prefix, httpOnly } }) =>
    when(prefix === 'http' && !httpOnly, ['prefix'], "'http' needs httpOnly: true"),
  ),
  rule(['domain'], ({ config: { domain } }) => {
    const problem = domain === undefined ? null : domainProblem(domain)
    return problem === null ? [] : when(true, ['domain'], problem)
  }),
  rule(['path'], ({ config: { path } }) =>
    warn(path !== '/', ['path'], 'a path is no border: code on another path of this host can still read the session'),
  ),
  rule(['maxAge', 'idleTimeout', 'absoluteTimeout'], ({ config }) => {
    const { maxAge, idleTimeout = DAY_SECONDS, absoluteTimeout } = config
    const [lifetime, name] = maxAge === 'session' ? [idleTimeout, 'idleTimeout'] : [maxAge, 'maxAge']
    return when(
      absoluteTimeout !== undefined && absoluteTimeout < lifetime,
      ['absoluteTimeout'],
      `must not be shorter than ${name}`,
    )
  }),
  rule(['maxAge', 'idleTimeout'], ({ config: { maxAge, idleTimeout } }) =>
    when(
      idleTimeout !== undefined && maxAge !== 'session',
      ['idleTimeout'],
      "goes with maxAge: 'session'; otherwise maxAge says how long a session lives unused",
    ),
  ),
  rule(['preset', 'maxAge', 'idleTimeout', 'absoluteTimeout'], ({ config }) =>
    departures(config).flatMap(([field, message]) => warn(true, [field], message)),
  ),
  rule(['recentAuth', 'absoluteTimeout'], ({ config: { recentAuth, absoluteTimeout } }) =>
    warn(
      recentAuth !== undefined && absoluteTimeout !== undefined && recentAuth >= absoluteTimeout,
      ['recentAuth'],
      'is no shorter than absoluteTimeout: each session that lives would pass',
    ),
  ),
  rule(['renew', 'renewAfter'], ({ config: { renew, renewAfter } }) =>
    when(renewAfter !== undefined && renew !== 'on-access', ['renewAfter'], "goes with renew: 'on-access'"),
  ),
  rule(['renewAfter', 'maxAge', 'idleTimeout'], ({ config }) => {
    const { renewAfter = 0, maxAge, idleTimeout = DAY_SECONDS } = config
    return when(
      renewAfter >= (maxAge === 'session' ? idleTimeout : maxAge),
      ['renewAfter'],
      'must be shorter than the lifetime, or no session would ever be renewed',
    )
  }),
  rule(['exclude'], ({ config: { exclude } }) =>
    exclude.flatMap((pattern, index) => {
      const finding = patternFinding(pattern, exclude.length > 1)
      return finding === null ? [] : [{ ...finding, path: exclude.length > 1 ? ['exclude', index] : ['exclude'] }]
    }),
  ),
  rule(['scopes', 'target'], ({ config: { scopes = [] }, target }) =>
    scopes.flatMap((scope, index) =>
      when(
        target !== null && !target.scopes.includes(scope),
        ['scopes', index],
        `${target?.label} has no '${scope}' connections`,
      ),
    ),
  ),
  rule(['scopes'], ({ config: { scopes }, written }) =>
    scopes === undefined || scopes.includes('websocket')
      ? []
      : ['allowMissingOrigin', 'revalidateEvery'].flatMap((field) =>
          when(written.has(field), [field], "goes with 'websocket' in scopes"),
        ),
  ),
  rule(['scopes', 'csrf'], ({ config: { scopes, csrf }, written }) =>
    when(
      written.has('origins') && csrf === false && scopes?.includes('websocket') === false,
      ['origins'],
      "goes with csrf, or with 'websocket' in scopes",
    ),
  ),
  rule(['csrf', 'sameSite'], ({ config: { csrf, sameSite } }) =>
    warn(
      csrf === false && sameSite === 'none',
      ['sameSite'],
      "with 'none' the requests of all other sites carry the session: set csrf: true",
    ),
  ),
  ...(['tests', 'testKit', 'onStoreFailure'] as const).map((field) =>
    rule(['scopes', field], ({ config: { scopes }, written }) =>
      when(written.has(field) && scopes?.includes('http') === false, [field], "goes with 'http' in scopes"),
    ),
  ),
  rule(['origins'], ({ config: { origins } }) =>
    (Array.isArray(origins) ? origins : []).flatMap((origin, index) => {
      const problem = originProblem(origin)
      return problem === null ? [] : when(true, ['origins', index], problem)
    }),
  ),
  rule(['backend'], ({ written, backend, backendOptions }) => {
    if (backend === null) {
      return []
    }
    const hasStore = backend.driver(backendOptions) !== null
    const [idle, why] =
      backend.side === 'client'
        ? [['onConflict', ...(hasStore ? [] : ['storeTimeout']), 'onStoreFailure', 'sessionIdBytes'], 'keeps no record']
        : [['secrets', 'maxChunks', 'applicationId'], 'puts the session id alone into the cookie']
    return idle.flatMap((field) =>
      when(written.has(field), [field], `has no meaning for the ${backend.name} backend, which ${why}`),
    )
  }),
  rule(['backend', 'userKey', 'maxPerUser'], ({ written, backend }) =>
    ['userKey', 'maxPerUser'].flatMap((field) =>
      when(
        backend?.guarantees.findsUsers === false && written.has(field),
        [field],
        `has no meaning for the ${backend?.name} backend: ${backend?.side === 'client' ? 'whose sessions there are, only a store on the server knows' : 'its store cannot find the sessions of a user'}`,
      ),
    ),
  ),
  rule(['userKey', 'maxPerUser'], ({ config: { userKey, maxPerUser } }) =>
    when(
      maxPerUser !== undefined && userKey === undefined,
      ['maxPerUser'],
      "goes with userKey, which names the field of the user's id",
    ),
  ),
  rule(['backend', 'target'], ({ backend, target }) => {
    const what = backend?.needs.includes('node:fs') === true ? 'a file system' : 'a socket of node:net'
    return warn(
      backend !== null && target?.platform === 'web' && backend.needs.length > 0,
      ['backend'],
      `${backend?.label} needs ${what}: ${target?.label} has one on Node, Bun and Deno, and none on Cloudflare Workers`,
    )
  }),
  rule(['backend', 'target'], ({ backend, target }) =>
    when(
      backend !== null && target !== null && !canMeet(target, backend),
      ['backend'],
      `${backend?.label} is reached from ${backend?.runtimes?.map((name) => RUNTIME_LABELS[name]).join(' and ')} alone, where ${target?.label} does not run`,
    ),
  ),
  rule(['data', 'tests'], ({ config: { data }, written }) => (data === undefined ? [] : dataFindings(data, written))),
  rule(['data', 'maxChunks', 'backend'], ({ config, backend }) =>
    config.data === undefined || backend?.side !== 'client' ? [] : budgetFindings(config.data, config),
  ),
  rule(['data', 'userKey'], ({ config: { data, userKey } }) =>
    data === undefined || userKey === undefined ? [] : userKeyFindings(data, ['userKey'], userKey),
  ),
  rule(['data', 'backend'], ({ config: { data }, backendOptions: { userKey } }) =>
    data === undefined || typeof userKey !== 'string' ? [] : userKeyFindings(data, ['backend', 'userKey'], userKey),
  ),
  rule(['data', 'version'], ({ config: { data, version } }) =>
    when(version !== undefined && data === undefined, ['version'], 'goes with data'),
  ),
  rule(['data', 'onInvalidData'], ({ config: { data, onInvalidData } }) =>
    when(onInvalidData !== undefined && data === undefined, ['onInvalidData'], 'goes with data'),
  ),
  rule(['trustProxy', 'secure'], ({ config: { trustProxy, secure } }) =>
    when(trustProxy && secure !== 'auto', ['trustProxy'], "goes with secure: 'auto'"),
  ),
  rule(['secure'], ({ config: { secure } }) =>
    warn(
      secure === false,
      ['secure'],
      'the cookie goes over unencrypted connections, where anybody on the way can take it',
    ),
  ),
  rule(['output'], ({ config: { output } }) =>
    when(output !== undefined && !isFolder(output), ['output'], `'${output}' is no folder inside the project`),
  ),
]

function rule(fields: Rule['fields'], find: Rule['find']): Rule {
  return { fields, find }
}

function when(isBroken: boolean, path: readonly PropertyKey[], message: string): readonly Finding[] {
  return isBroken ? [{ path, message, severity: 'error' }] : []
}

function warn(isDoubtful: boolean, path: readonly PropertyKey[], message: string): readonly Finding[] {
  return isDoubtful ? [{ path, message, severity: 'warning' }] : []
}

/** A relative path below the root, in names that every file system takes; whether a link leads out is for the plan to see. */
function isFolder(output: string): boolean {
  const parts = output.replace(/^\.\//, '').replace(/\/$/, '').split('/')
  const reserved = /^(\.{1,2}|\.git|\.sessions|node_modules|(con|prn|aux|nul|com\d|lpt\d)(\..*)?|.*[. ])$/i
  // Windows takes paths of 260 characters, and the project's own folder is a part of them.
  const isShort = output.length <= 200
  return isShort && parts.every((part) => part !== '' && !reserved.test(part) && !/[^ -~]|[<>:"|?*\\%~]/.test(part))
}
