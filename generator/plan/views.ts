// What the rendered files print: lines and words that are ready.
import type { PublicNames } from '../../templates/meta.ts'
import { readObject } from '../data/read-shape.ts'
import { secondsWords } from '../config/quantities.ts'
import { departures, NIST_LIMITS } from '../config/presets.ts'
import type { SessionConfig } from '../config/schema.ts'
import { notWhileBuilding, withoutAwait } from './awaited-setup.ts'
import { limitsOf } from './limits.ts'
import type { ValidSession } from '../config/validate.ts'
import type { ImportExtension, TemplatePart } from './planned.ts'
import {
  cookieNameOf,
  directivesOf,
  eventsChannelOf,
  lifetimeOf,
  propertyOf,
  renewAfterOf,
  scopesOf,
  secretsVariableOf,
  usersOf,
} from './spec.ts'

export interface IndexView {
  readonly config: string
  /** `keyword` is `export`, or `export type` where there is no value. */
  readonly exports: readonly { readonly keyword: string; readonly names: string; readonly from: string }[]
}

export function indexView(
  { config, target, backend, backendOptions }: ValidSession,
  extension: ImportExtension,
  configFile: string,
): IndexView {
  const isServer = backend.side === 'server'
  const scopes = scopesOf(config, target)
  const asksForRecentAuth = config.recentAuth !== undefined
  const exports: PublicNames[] = [
    { module: target.entry, values: ['sessions'], types: ['SessionsOptions'] },
    ...(target.exports === undefined
      ? []
      : [{ module: target.entry, ...target.exports(scopes.includes('websocket')) }]),
    ...(target.otherExports?.(scopes.includes('websocket')) ?? []),
    { module: 'session', values: [], types: ['Session'] },
    { module: 'session-data', values: [], types: ['SessionData'] },
    {
      module: 'session-errors',
      values: [
        'SessionDestroyedError',
        'SessionLateError',
        'SessionNotInstalledError',
        ...(isServer ? ['SessionConflictError', 'SessionStoreError'] : ['SessionTooLargeError']),
        ...(asksForRecentAuth ? ['RecentAuthRequiredError'] : []),
        ...(config.data === undefined ? [] : ['SessionDataError']),
        ...((config.version ?? 1) > 1 ? ['SessionMigrationError'] : []),
        ...(config.csrf === false ? [] : ['CrossOriginError']),
        ...(config.csrf === 'token' ? ['CsrfTokenError'] : []),
      ],
      types: [],
    },
    { module: 'middleware', values: ['SessionMiddleware'], types: [] },
    { module: 'session-backend', values: ['SessionBackend'], types: [] },
    ...(isServer
      ? [
          { module: 'server-side-backend', values: ['ServerSideBackend'], types: [] },
          { module: 'session-record', values: [], types: ['SessionRecord'] },
        ]
      : []),
    ...(config.csrf === 'token'
      ? [{ module: 'csrf-token', values: ['csrfToken', 'requireCsrfToken'], types: [] }]
      : []),
    ...(config.events ? [{ module: 'session-events', values: ['onSessionEvent'], types: ['SessionEvent'] }] : []),
    ...(asksForRecentAuth ? [{ module: 'recent-auth', values: ['requireRecentAuth'], types: [] }] : []),
    ...(usersOf(config) !== 'none' ? [{ module: 'user-sessions', values: [], types: ['UserSession'] }] : []),
    ...(scopes.includes('websocket') ? [{ module: 'websocket', values: ['SessionSocket'], types: [] }] : []),
    ...backend.exports(backendOptions),
  ]
  return {
    config: configFile,
    exports: joined(exports)
      .filter(({ values, types }) => values.length + types.length > 0)
      .map(({ module, values, types }) => ({
        keyword: values.length === 0 ? 'export type' : 'export',
        names: [...values, ...types.map((type) => (values.length === 0 ? type : `type ${type}`))]
          .toSorted(byName)
          .join(', '),
        from: `./${module}${extension}`,
      }))
      .toSorted((a, b) => (a.from < b.from ? -1 : 1)),
  }
}

/** What comes from one module is one line. */
function joined(exports: readonly PublicNames[]): readonly PublicNames[] {
  return [...new Set(exports.map(({ module }) => module))].map((module) => {
    const parts = exports.filter((part) => part.module === module)
    return { module, values: parts.flatMap(({ values }) => values), types: parts.flatMap(({ types }) => types) }
  })
}

function byName(a: string, b: string): number {
  return a.replace('type ', '') < b.replace('type ', '') ? -1 : 1
}

/** The numbers are those of the code. */
export function readmeView(
  session: ValidSession,
  configFile: string,
  usage: TemplatePart,
  secretsVariable: string | null,
): object {
  const { config, target, backend, backendOptions } = session
  return {
    config: configFile,
    target: target.label,
    backend: backend.label,
    cookie: cookieNameOf(config),
    lifetime: secondsWords(lifetimeOf(config)),
    isBrowserSession: config.maxAge === 'session',
    absoluteTimeout: config.absoluteTimeout === undefined ? '' : secondsWords(config.absoluteTimeout),
    preset: presetWords(config),
    recentAuth: config.recentAuth === undefined ? '' : secondsWords(config.recentAuth),
    flash: config.flash,
    eventsChannel: config.events && target.platform === 'node' ? eventsChannelOf(session.name) : '',
    events: config.events,
    dataVersion: config.version ?? '',
    migrates: (config.version ?? 1) > 1,
    readOnlyWithoutStore: config.onStoreFailure === 'anonymous-read-only',
    csrf: config.csrf === false ? '' : ownPages(config),
    csrfToken: config.csrf === 'token',
    clearSiteData: config.clearSiteData === false ? '' : directivesOf(config.clearSiteData),
    clearsCookies: Array.isArray(config.clearSiteData) && config.clearSiteData.includes('cookies'),
    isRenewedOnAccess: config.renew === 'on-access',
    renewAfter: secondsWords(renewAfterOf(config)),
    isRenewedOnWrite: config.renew === 'on-write',
    userKey: config.userKey ?? '',
    maxPerUser: config.maxPerUser ?? '',
    backendClass: backend.exports(backendOptions)[0]?.values[0] ?? '',
    backendArguments: backend.client?.(backendOptions) ? 'client' : '',
    usesSecrets: secretsVariable !== null,
    variable: secretsVariable ?? '',
    usage,
    notes: {
      source: backend.notes,
      view: {
        run: backend.migrations?.(backendOptions, usersOf(config) !== 'none').run ?? '',
        hasUsers: usersOf(config) !== 'none',
        ...backend.spec(backendOptions),
        ...backend.noted?.(backendOptions),
      },
    },
    limits: limitsOf(session),
  }
}

/** Whose pages are the application's own. */
function ownPages({ origins = 'same' }: SessionConfig): string {
  return origins === 'same'
    ? 'the host that it is sent to'
    : `one of ${origins.map((origin) => `\`${origin}\``).join(', ')}`
}

/** What the preset is, and where the config departs from it; an empty text without one. */
function presetWords(config: SessionConfig): string {
  if (config.preset === undefined) {
    return ''
  }
  const name = `NIST SP 800-63B-4, ${NIST_LIMITS[config.preset].section} (${config.preset.toUpperCase()})`
  const fields = departures(config).map(([field]) => `\`${field}\``)
  return fields.length === 0
    ? `These are the timeouts of ${name}.`
    : `${[...new Set(fields)].join(' and ')} ${fields.length === 1 ? 'departs' : 'depart'} from ${name}: write down why.`
}

/** What a target's usage text prints; an empty text where a part is not needed. */
export interface UsageView {
  /** How the application's entry imports the sessions. */
  readonly importPath: string
  /** Whether it is CommonJS in JavaScript: `require` takes in ES modules too, since Node.js 20.19 and 22.12. */
  readonly isCommonJs: boolean
  readonly clientImport: string
  /** The same, as CommonJS has it. */
  readonly clientRequire: string
  readonly clientSetup: string
  /** Whether the code is JavaScript. */
  readonly isScript: boolean
  /** What `sessions` is called with. */
  readonly options: string
  readonly hasWebSocket: boolean
  readonly skipOption: string
  /** The name of the session on a request. */
  readonly property: string
  readonly isRenewedOnAccess: boolean
  readonly flash: boolean
  readonly csrfToken: boolean
  /** A field that takes a text, for the example of a login. */
  readonly loginField: string
  /** The environment variable that holds what seals sessions; an empty text where none are sealed. */
  readonly secretsVariable: string
}

export function usageView(
  session: ValidSession,
  importPath: string,
  isScriptOfCommonJs: boolean,
  isScript: boolean = isScriptOfCommonJs,
): UsageView {
  const { name, config, target, backend, backendOptions } = session
  const client = backend.client?.(backendOptions)
  const { bundle } = target
  const setup = notWhileBuilding(client?.setup ?? '', bundle)
  const isCommonJs = isScriptOfCommonJs && bundle === undefined
  return {
    importPath,
    isCommonJs,
    isScript,
    clientImport: client?.import ?? '',
    clientRequire: (client?.import ?? '').replace(/^import (.+) from (.+)$/gm, 'const $1 = require($2)'),
    clientSetup: isCommonJs ? withoutAwait(setup) : setup,
    options: client ? '{ client }' : '',
    hasWebSocket: scopesOf(config, target).includes('websocket'),
    skipOption: config.excludeOptKey,
    property: propertyOf(name),
    isRenewedOnAccess: config.renew === 'on-access',
    flash: config.flash,
    csrfToken: config.csrf === 'token',
    loginField: loginFieldOf(config),
    secretsVariable: secretsVariableOf(session) ?? '',
  }
}

/** With a schema: the user's key, or the first field that takes any text. */
function loginFieldOf({ data, userKey }: SessionConfig): string {
  const fields = data === undefined ? [] : readObject(data, [], []).fields
  const texts = fields.filter(
    ({ name, shape }) => shape.kind === 'string' && shape.patterns.length === 0 && /^[a-z]\w*$/i.test(name),
  )
  return (texts.find(({ name }) => name === userKey) ?? texts[0])?.name ?? 'user'
}
