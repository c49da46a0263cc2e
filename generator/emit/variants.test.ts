import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { BackendMeta, TargetMeta } from '../../templates/meta.ts'
import { backends, targets } from '../../templates/registry.ts'
import type { LoadedConfig } from '../config/load.ts'
import { validateConfig } from '../config/validate.ts'
import { format } from '../format/format.ts'
import type { EmittedFile, FileExtension, ImportExtension, Plan } from '../plan/planned.ts'
import { planAll } from '../plan/plan.ts'
import type { ProjectFacts } from '../plan/project-facts.ts'
import { coveringPlans } from './covering-plans.fixture.ts'
import { emit } from './emit.ts'
import { packageRoot } from './read-template.ts'
import { lostParameters, residues, unusedExports } from './residues.fixture.ts'

const run = promisify(execFile)
const require = createRequire(import.meta.url)

const STRICTEST = {
  target: 'es2023',
  noEmit: true,
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  allowUnreachableCode: false,
  verbatimModuleSyntax: true,
  isolatedDeclarations: true,
  declaration: true,
  erasableSyntaxOnly: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  skipLibCheck: true,
  types: ['node'],
}

/** Every target with every backend in each of its forms. */
function basePlans(
  fileExtension: FileExtension,
  importExtension: ImportExtension,
  scopesOf: (target: TargetMeta) => readonly (readonly string[])[] = ({ scopes }) => [scopes],
): readonly Plan[] {
  const configs = targets.flatMap((target) =>
    backends
      .flatMap(formsOf)
      .flatMap((backend) => [
        ...scopesOf(target).map((scopes) => ({ target: target.name, scopes, backend })),
        { target: target.name, backend, tests: 'vitest', testKit: true, recentAuth: '10m' },
      ]),
  )
  return configs.flatMap((config) => planOf(config, fileExtension, importExtension))
}

function planOf(value: object, fileExtension: FileExtension, importExtension: ImportExtension): readonly Plan[] {
  const loaded: LoadedConfig = {
    file: 'sessions.config.ts',
    value,
    executed: false,
    placeOf: () => ({ line: 1, column: 1 }),
  }
  const facts: ProjectFacts = {
    dependencies: new Map(),
    packageManager: 'npm',
    isTypeScript: !fileExtension.endsWith('js'),
    hasSourceFolder: true,
    fileExtension,
    importExtension,
    style: { semi: false, singleQuote: true, useTabs: false, tabWidth: 2, printWidth: 120, endOfLine: 'lf' },
    detectedTargets: [],
  }
  return planAll(tmpdir(), loaded, validateConfig(loaded), facts)
}

function eachScope({ scopes }: TargetMeta): readonly (readonly string[])[] {
  return scopes.length === 1 ? [scopes] : [scopes, ...scopes.map((scope) => [scope])]
}

/** The object forms of a backend: all combinations of the options that are words or switches. */
function formsOf(backend: BackendMeta): readonly object[] {
  const { properties = {} } = z.toJSONSchema(backend.options, { io: 'input', unrepresentable: 'any' })
  return Object.entries(properties).reduce<readonly object[]>(
    (forms, [name, schema]) => {
      const { enum: words, type } = typeof schema === 'object' ? schema : {}
      const values = words ?? (type === 'boolean' ? [true, false] : [])
      return values.length === 0 ? forms : forms.flatMap((form) => values.map((value) => ({ ...form, [name]: value })))
    },
    [{ type: backend.name }],
  )
}

const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))))

/** Each tree in a folder of its own, as one project of a build: what one adds to a framework's types, no other sees. */
async function typeErrors(trees: readonly (readonly EmittedFile[])[], options: object): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'create-session-'))
  folders.push(root)
  await symlink(join(packageRoot(), 'node_modules'), join(root, 'node_modules'))
  await writeFile(join(root, 'package.json'), '{ "type": "module" }')
  for (const [index, tree] of trees.entries()) {
    const folder = join(root, String(index))
    for (const { path, text } of tree) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['src'] }))
  }
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc')
  return run(process.execPath, [tsc, '-b', ...Object.keys(trees)], { cwd: root, maxBuffer: 2 ** 26 }).then(
    () => '',
    ({ stdout }: { stdout: string }) => stdout,
  )
}

describe('every variant of every authored module', { timeout: 600_000 }, () => {
  let plans: readonly Plan[] = []
  let trees: readonly (readonly EmittedFile[])[] = []
  let texts: ReadonlyMap<string, EmittedFile> = new Map()

  beforeAll(() => {
    plans = coveringPlans(basePlans('.ts', '.js', eachScope))
    trees = plans.map((plan) => emit(plan))
    texts = new Map(
      trees
        .flat()
        .filter(({ path }) => path.endsWith('.ts'))
        .map((file) => [file.text, file]),
    )
  }, 600_000)

  it('is there: each module is emitted by some plan', () => {
    const emitted = new Set(trees.flat().map(({ source }) => source))
    const planned = new Set(plans.flatMap(({ files }) => files.map(({ source }) => source)))
    expect([...planned].filter((source) => !emitted.has(source))).toEqual([])
  })

  it('compiles under the strictest flags, with node16 resolution', async () => {
    expect(await typeErrors(trees, { ...STRICTEST, module: 'nodenext' })).toBe('')
  })

  it('compiles as a bundler resolves it', async () => {
    const bundled = basePlans('.ts', '').map((plan) => emit(plan))
    const options = {
      ...STRICTEST,
      module: 'esnext',
      moduleResolution: 'bundler',
      lib: ['es2023', 'dom', 'dom.iterable'],
    }
    expect(await typeErrors(bundled, options)).toBe('')
  })

  it('compiles as JavaScript with JSDoc types', async () => {
    const scripts = coveringPlans(basePlans('.js', '.js')).map((plan) => emit(plan))
    const options = {
      target: 'es2023',
      module: 'nodenext',
      allowJs: true,
      checkJs: true,
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: ['node'],
    }
    expect(await typeErrors(scripts, options)).toBe('')
  })

  it('S-A2 leaves nothing of the choosing behind', async () => {
    const style = {
      semi: false,
      singleQuote: true,
      useTabs: false,
      tabWidth: 2,
      printWidth: 120,
      endOfLine: 'lf',
    } as const
    const formatted = await format([...texts.values()], tmpdir(), style)
    expect([...new Set(formatted.flatMap(residues))]).toEqual([])
  })

  it('S-A2 exports nothing that nobody imports', () => {
    expect([...new Set(trees.flatMap(unusedExports))]).toEqual([])
  })

  it('has no comment that names a parameter which is gone', () => {
    expect([...new Set([...texts.values()].flatMap(lostParameters))]).toEqual([])
  })
})
