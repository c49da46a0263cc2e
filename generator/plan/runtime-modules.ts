// The core, as it is called in the user's project. What a plan does not need of it, emit leaves out.
import type { AuthoredModule, BackendMeta, TargetMeta } from '../../templates/meta.ts'

const CORE = [
  'base64url',
  'connection',
  'csrf',
  'csrf-token',
  'data-versions',
  'environment',
  'merge-changes',
  'middleware',
  'own-origin',
  'recent-auth',
  'record-changes',
  'record-loading',
  'server-side-backend',
  'session',
  'session-backend',
  'session-cookie',
  'session-errors',
  'session-events',
  'session-flash',
  'session-lifetime',
  'session-object',
  'session-record',
  'session-state',
  'user-id',
  'user-sessions',
  'websocket',
]

/** The authored modules of one session, and what fills each slot: all by path below `templates/`. */
export interface ModuleChoice {
  readonly modules: readonly AuthoredModule[]
  readonly slots: Readonly<Record<string, string>>
}

export function chooseModules(
  target: TargetMeta,
  backend: BackendMeta,
  backendOptions: Readonly<Record<string, unknown>>,
): ModuleChoice {
  const ofTarget = target.modules
  const ofBackend = backend.modules(backendOptions)
  const sessionId = { source: `runtime/session-id-${target.platform}.ts`, name: 'session-id' }
  const socketSession = {
    source: `runtime/socket-session-${backend.side === 'server' ? 'writable' : 'readonly'}.ts`,
    name: 'socket-session',
  }
  const seal = { source: `runtime/seal-${target.platform}.ts`, name: 'seal' }
  const core = CORE.map((name) => ({ source: `runtime/${name}.ts`, name }))
  const chosen = [
    ...core,
    sessionId,
    ...(backend.side === 'client' ? [seal] : []),
    socketSession,
    target.sessionObject,
    ...ofTarget,
    ...ofBackend,
  ]
  return {
    modules: [...new Map(chosen.map((module) => [module.source, module])).values()],
    slots: {
      'slots/session-id.ts': sessionId.source,
      'slots/seal.ts': seal.source,
      'slots/session-object.ts': target.sessionObject.source,
      'slots/socket-session.ts': socketSession.source,
      'slots/backend.ts': sourceOf(ofBackend, backend.entry),
      ...backend.slots?.(backendOptions),
      'runtime/session-data.ts': 'project/session-data.ts.hbs',
      'runtime/session-data-check.ts': 'project/session-data-check.ts.hbs',
      'runtime/session-migrations.ts': 'project/session-migrations.ts.hbs',
    },
  }
}

function sourceOf(modules: readonly AuthoredModule[], name: string): string {
  const found = modules.find((module) => module.name === name)
  if (found === undefined) {
    throw new Error(`no module is called ${name}`)
  }
  return found.source
}
