// What a plan has beside the code itself: tests of the code, and a kit for tests of the application.
import { memory } from '../../templates/backends/memory/memory.meta.ts'
import type { AuthoredModule, BackendMeta, SpecValue, TargetMeta } from '../../templates/meta.ts'
import type { Spec } from '../../templates/runtime/spec.ts'
import type { TestingSpec } from '../../templates/testing/testing.spec.ts'
import type { SessionConfig } from '../config/schema.ts'
import type { ValidSession } from '../config/validate.ts'
import type { ModuleChoice } from './runtime-modules.ts'
import { lifetimeOf, renewAfterOf } from './spec.ts'

/** So many renewals are tried until `absoluteTimeout` ends a session. */
const MAX_RENEWALS = 200

/** The packages of the test runners, by the words of `tests`. */
const RUNNERS = { vitest: 'vitest', jest: '@jest/globals', 'node:test': 'node:test' } as const

/** As people write them. */
const RUNNER_LABELS = { vitest: 'Vitest', jest: 'Jest', 'node:test': '`node --test`' } as const

export interface TestingChoice extends ModuleChoice {
  readonly spec: Readonly<Record<string, SpecValue>>
}

export function chooseTesting(session: ValidSession): TestingChoice {
  const { config, target, backend, backendOptions } = session
  if (config.tests === undefined && !config.testKit) {
    return { modules: [], slots: {}, spec: {} }
  }
  const testBackend = testBackendOf(backend, backendOptions)
  const { tests, kit, both } = testingModules(target, backend, backendOptions)
  return {
    modules: [...(config.tests === undefined ? [] : tests), ...(config.testKit ? kit : []), ...both],
    slots: {
      'slots/test-runner.ts': RUNNERS[config.tests ?? 'vitest'],
      'slots/test-app.ts': target.testApp,
      'slots/test-agent.ts': target.testAgent,
      'slots/test-backend.ts': testBackend,
    },
    // Where the backend is the one in memory, its own options come later.
    spec: { ...memory.spec(memory.options.parse({})), ...testingSpecOf(config) },
  }
}

/** The authored modules of the tests, of the kit, and of either; what is not needed of them, emit leaves out. */
export function testingModules(
  target: TargetMeta,
  backend: BackendMeta,
  backendOptions: Readonly<Record<string, unknown>>,
): Record<'tests' | 'kit' | 'both', readonly AuthoredModule[]> {
  const isServer = backend.side === 'server'
  return {
    tests: [
      { source: 'testing/sessions-checks.ts', name: 'sessions.test' },
      { source: 'testing/lifetime-checks.ts', name: 'sessions-lifetime.test' },
      isServer
        ? { source: 'testing/store-checks.ts', name: 'sessions-store.test' }
        : { source: 'testing/sealed-checks.ts', name: 'sessions-sealed.test' },
      { source: 'testing/test-visitor.ts', name: 'test-visitor' },
      { source: target.testApp, name: 'test-app' },
      { source: testBackendOf(backend, backendOptions), name: 'test-backend' },
    ],
    kit: [
      { source: 'testing/testing.ts', name: 'testing' },
      { source: target.testAgent, name: 'test-agent' },
    ],
    both: [{ source: 'testing/cookie-jar.ts', name: 'cookie-jar' }, ...(isServer ? memory.modules({}) : [])],
  }
}

function testBackendOf(backend: BackendMeta, options: Readonly<Record<string, unknown>>): string {
  return backend.testBackend?.(options) ?? 'testing/memory-test-backend.ts'
}

/** What the README says of both. */
export function testingView({ config, target }: ValidSession, kitPath: string, fileExtension: string): object {
  return {
    tests: config.tests === undefined ? '' : RUNNER_LABELS[config.tests],
    fileExtension,
    testKit: config.testKit ? kitPath : '',
    testCall: target.testCall,
  }
}

function testingSpecOf(config: SessionConfig): Readonly<Record<Exclude<keyof TestingSpec, keyof Spec>, SpecValue>> {
  const { absoluteTimeout = Infinity, renew, exclude } = config
  const lifetime = lifetimeOf(config)
  const isExcluded = (path: string): boolean => exclude.some((pattern) => new RegExp(pattern).test(path))
  return {
    excludedPath: exclude.map(pathOf).find((path) => isPlainPath(path) && isExcluded(path)) ?? '',
    includedPath: ['/', config.path, '/session', '/api', '/app'].find((path) => !isExcluded(path)) ?? '/',
    isRenewalSeen: absoluteTimeout >= lifetime + Math.max(renewAfterOf(config), lifetime / 2),
    isAbsoluteTimeoutSeen:
      renew !== 'never' && Number.isFinite(absoluteTimeout) && absoluteTimeout / lifetime <= MAX_RENEWALS,
  }
}

/** The path that a pattern spells out, where it does: `^/assets/` and `^/health\.txt$` do. */
function pathOf(pattern: string): string {
  return pattern.replace(/^\^|\$$/g, '').replaceAll(/\\(?=[./-])/g, '')
}

/** What reaches a server as it was written. */
function isPlainPath(path: string): boolean {
  return /^\/(?!\/)(?!.*\/\.{1,2}(\/|$))[\w./-]*$/.test(path)
}
