import { describe, expect, it } from 'vitest'
import { GeneratorError } from '../errors.ts'
import type { UsageView } from '../plan/views.ts'
import type { Plan } from '../plan/planned.ts'
import { emit } from './emit.ts'
import { packageRoot, readTemplate } from './read-template.ts'

const templates: Readonly<Record<string, string>> = {
  'runtime/session.ts': `// A session.
import { type Backend, createBackend } from '../slots/backend.ts'
import { spec } from './spec.ts'

const LIFETIME_SECONDS = spec.lifetimeSeconds

export interface Session {
  readonly backend: Backend
}

export function openSession(): Session {
  return { backend: createBackend(LIFETIME_SECONDS) }
}

export function closeSession(): void {}
`,
  'backends/memory/memory-backend.ts': `// Sessions in memory.
import { spec } from './memory.spec.ts'

export interface Backend {
  readonly lifetimeSeconds: number
}

export function createBackend(lifetimeSeconds: number): Backend {
  if (spec.bounded) {
    return { lifetimeSeconds: Math.min(lifetimeSeconds, spec.bound) }
  } else {
    return { lifetimeSeconds }
  }
}
`,
  'runtime/unused.ts': 'export const unused = 1\n',
  'project/index.ts.hbs': `// What your application imports.
{{#each exports}}
export { {{names}}, type {{type}} } from '{{from}}'
{{/each}}
`,
  'project/env.example.hbs': '{{variable}}=\n',
  'project/README.md.hbs': '# Sessions\n\n{{usage}}',
  'targets/express/usage.md.hbs': 'app.use({{name}}())\n',
}

function planOf(changes: Partial<Plan> = {}): Plan {
  const fileExtension = changes.fileExtension ?? '.ts'
  const at = (name: string): string => `src/sessions/${name}${fileExtension}`
  const from = `./session${changes.importExtension ?? ''}`
  return {
    target: 'express',
    backend: 'memory',
    output: 'src/sessions',
    spec: { lifetimeSeconds: { value: 1_209_600, text: '14 * 24 * 60 * 60' }, bounded: true, bound: 60 },
    slots: { 'slots/backend.ts': 'backends/memory/memory-backend.ts' },
    files: [
      {
        kind: 'template',
        path: '.env.example',
        source: 'project/env.example.hbs',
        view: { variable: 'SESSION_SECRETS' },
      },
      {
        kind: 'template',
        path: at('index'),
        source: 'project/index.ts.hbs',
        view: { exports: [{ names: 'openSession', type: 'Session', from }] },
      },
      { kind: 'module', path: at('memory-backend'), source: 'backends/memory/memory-backend.ts' },
      { kind: 'module', path: at('session'), source: 'runtime/session.ts' },
      { kind: 'module', path: at('unused'), source: 'runtime/unused.ts' },
    ],
    importExtension: '',
    fileExtension,
    notes: [],
    session: null,
    usage: { source: 'targets/express/usage.md.hbs', view: USAGE },
    privateFolder: null,
    secretsVariable: null,
    ...changes,
  }
}

const USAGE: UsageView = {
  importPath: './sessions/index.js',
  isCommonJs: false,
  clientImport: '',
  clientRequire: '',
  clientSetup: '',
  options: '',
  hasWebSocket: false,
  skipOption: 'skipSession',
  property: 'session',
  isScript: false,
  isRenewedOnAccess: true,
  flash: false,
  csrfToken: false,
  loginField: 'user',
  secretsVariable: '',
}

const emitted = (changes?: Partial<Plan>): Readonly<Record<string, string>> =>
  Object.fromEntries(emit(planOf(changes), (source) => templates[source] ?? '').map(({ path, text }) => [path, text]))

describe('emit', () => {
  it('folds, links and prunes modules, and renders templates', () => {
    expect(emitted()).toEqual({
      '.env.example': 'SESSION_SECRETS=\n',
      'src/sessions/index.ts':
        "// What your application imports.\nexport { openSession, type Session } from './session'\n",
      'src/sessions/memory-backend.ts': `// Sessions in memory.

export interface Backend {
  readonly lifetimeSeconds: number
}

export function createBackend(lifetimeSeconds: number): Backend {
  return { lifetimeSeconds: Math.min(lifetimeSeconds, 60) }
}
`,
      'src/sessions/session.ts': `// A session.
import { type Backend, createBackend } from './memory-backend'

const LIFETIME_SECONDS = 14 * 24 * 60 * 60

export interface Session {
  readonly backend: Backend
}

export function openSession(): Session {
  return { backend: createBackend(LIFETIME_SECONDS) }
}
`,
    })
  })

  it.each([
    ['.ts', '', './memory-backend'],
    ['.ts', '.js', './memory-backend.js'],
    ['.ts', '.ts', './memory-backend.ts'],
    ['.mts', '.mjs', './memory-backend.mjs'],
    ['.js', '.js', './memory-backend.js'],
    ['.mjs', '.mjs', './memory-backend.mjs'],
  ] as const)('writes %s files whose imports end with "%s"', (fileExtension, importExtension, specifier) => {
    const files = emitted({ fileExtension, importExtension })
    expect(Object.keys(files)).toContain(`src/sessions/session${fileExtension}`)
    expect(files[`src/sessions/session${fileExtension}`]).toContain(` from '${specifier}'\n`)
  })

  it('writes JavaScript with JSDoc types', () => {
    const files = emitted({ fileExtension: '.js', importExtension: '.js' })
    expect(files['src/sessions/session.js']).toContain("/** @import { Backend } from './memory-backend.js' */")
    expect(files['src/sessions/session.js']).toContain('export function openSession() {')
    expect(files['src/sessions/index.js']).toContain("/** @typedef {import('./session.js').Session} Session */")
  })

  it('names the source of each file, and sorts by path', () => {
    const files = emit(planOf(), (source) => templates[source] ?? '')
    expect(files.map(({ path, source }) => [path, source])).toEqual([
      ['.env.example', 'project/env.example.hbs'],
      ['src/sessions/index.ts', 'project/index.ts.hbs'],
      ['src/sessions/memory-backend.ts', 'backends/memory/memory-backend.ts'],
      ['src/sessions/session.ts', 'runtime/session.ts'],
    ])
  })

  it('renders the parts of a view first', () => {
    const usage = { source: 'targets/express/usage.md.hbs', view: { name: 'sessions' } }
    const readme = { kind: 'template' as const, path: 'README.md', source: 'project/README.md.hbs', view: { usage } }
    expect(emitted({ files: [...planOf().files, readme] })['README.md']).toBe('# Sessions\n\napp.use(sessions())\n')
  })

  it('gives the same for the same plan', () => {
    expect(emitted()).toEqual(emitted())
  })

  it('names the module and the line that a plan does not fit', () => {
    const withoutBackend = planOf().files.filter(({ source }) => !source.startsWith('backends/'))
    expect(() => emitted({ files: withoutBackend })).toThrow(GeneratorError)
    expect(() => emitted({ files: withoutBackend })).toThrow('runtime/session.ts:2')
    expect(() => emitted({ spec: { bounded: false } })).toThrow('`spec.lifetimeSeconds`')
  })
})

describe('readTemplate', () => {
  it('reads what this package carries', () => {
    expect(readTemplate('runtime/spec.ts')).toContain('export const spec')
    expect(packageRoot()).toMatch(/[/\\][^/\\]+$/)
  })
})
