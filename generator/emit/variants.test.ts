import { tmpdir } from 'node:os'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { BackendMeta, TargetMeta } from '../../templates/meta.ts'
import { backends, targets } from '../../templates/registry.ts'
import { canMeet } from '../config/meeting.ts'
import { format } from '../format/format.ts'
import type { EmittedFile, FileExtension, ImportExtension, Plan } from '../plan/planned.ts'
import { planOf, STRICTEST, typeErrors } from './compile-trees.fixture.ts'
import { coveringPlans } from './covering-plans.fixture.ts'
import { emit } from './emit.ts'
import { readTemplate } from './read-template.ts'
import { prepare } from './prepared/prepare.ts'
import type { Prepared } from './prepared/prepared.ts'
import { type Code, specialise, specialisePrepared } from './specialise.ts'
import { lostParameters, residues, unusedExports } from './residues.fixture.ts'

const DATA = z.object({ user: z.string().max(64), cart: z.array(z.object({ sku: z.string(), count: z.int() })) })

/** What an index depends on. */
const EVERYTHING = { recentAuth: '10m', csrf: 'token', events: true, data: DATA, version: 2 } as const

/** `npm run cross-product` has all of it compiled, which takes an hour; the snapshots have each target with each backend. */
const isWhole = process.env['CROSS_PRODUCT'] === '1'

const MOST_MILLISECONDS = isWhole ? 7_200_000 : 900_000

/** The first target of each platform meets every form of every backend, as the first backend of each side meets every target. */
const firstTargets = (['node', 'web'] as const).map((platform) =>
  targets.find((target) => target.platform === platform),
)
const firstBackends = (['client', 'server'] as const).map((side) => backends.find((backend) => backend.side === side))

function formsFor(target: TargetMeta): readonly object[] {
  const hasAll = isWhole || firstTargets.includes(target)
  return (hasAll ? backends : backends.filter((backend) => firstBackends.includes(backend)))
    .filter((backend) => canMeet(target, backend))
    .flatMap((backend) => (hasAll ? formsOf(backend) : [{ type: backend.name }]).map((form) => ({ backend, form })))
    .flatMap(({ backend, form }) => validForm(backend, form))
}

/** Targets with backends in their forms. */
function basePlans(
  fileExtension: FileExtension,
  importExtension: ImportExtension,
  scopesOf: (target: TargetMeta) => readonly (readonly string[])[] = ({ scopes }) => [scopes],
): readonly Plan[] {
  const configs = targets.flatMap((target) =>
    formsFor(target).flatMap((backend) => [
      ...scopesOf(target).map((scopes) => ({ target: target.name, scopes, backend })),
      { target: target.name, backend, tests: 'vitest', testKit: true, ...EVERYTHING },
    ]),
  )
  return configs.flatMap((config) => planOf(config, fileExtension, importExtension))
}

function eachScope({ scopes }: TargetMeta): readonly (readonly string[])[] {
  return scopes.length === 1 ? [scopes] : [scopes, ...scopes.map((scope) => [scope])]
}

/** As it is, or with the one option that some forms ask for; none where its options contradict each other. */
function validForm(backend: BackendMeta, form: object): readonly object[] {
  const { type, ...options } = { type: backend.name, ...form }
  const found = [options, { ...options, userKey: 'user' }].find((each) => backend.options.safeParse(each).success)
  return found === undefined ? [] : [{ type, ...found }]
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

/** What the build would store of each module, once. */
const stored = new Map<string, Prepared>()

function preparedOf(source: string, text: string): Prepared {
  const prepared = stored.get(source) ?? (JSON.parse(JSON.stringify(prepare(source, text))) as Prepared)
  stored.set(source, prepared)
  return prepared
}

/** Throws where the compiler would have to be asked. */
function fromPrepared(code: Code): ReadonlyMap<string, string> {
  const texts = specialisePrepared(code, preparedOf)
  if (texts === null) {
    throw new Error(`The compiler is needed for one of ${code.modules.map(({ source }) => source).join(', ')}`)
  }
  return texts
}

/** Of plans that cover all variants, those that show a text which none before them shows: about half. `npm run cross-product` takes all. */
function plansToTry(bases: readonly Plan[]): readonly Plan[] {
  const plans = coveringPlans(bases)
  const seen = new Set<string>()
  return plans.filter((plan) => {
    const texts = emit(plan, readTemplate, fromPrepared).map(({ path, text }) => `${path}\0${text}`)
    const isNew = texts.some((text) => !seen.has(text))
    texts.forEach((text) => seen.add(text))
    return isWhole || isNew
  })
}

describe('every variant of every authored module', { timeout: MOST_MILLISECONDS }, () => {
  let plans: readonly Plan[] = []
  let trees: readonly (readonly EmittedFile[])[] = []
  let texts: ReadonlyMap<string, EmittedFile> = new Map()

  beforeAll(() => {
    plans = plansToTry(basePlans('.ts', '.js', eachScope))
    trees = plans.map((plan) => emit(plan, readTemplate, specialise))
    texts = new Map(
      trees
        .flat()
        .filter(({ path }) => path.endsWith('.ts'))
        .map((file) => [file.text, file]),
    )
  }, MOST_MILLISECONDS)

  it('is there: each module is emitted by some plan', () => {
    const emitted = new Set(trees.flat().map(({ source }) => source))
    const planned = new Set(plans.flatMap(({ files }) => files.map(({ source }) => source)))
    expect([...planned].filter((source) => !emitted.has(source))).toEqual([])
  })

  it('comes out the same of what the build stores, byte for byte', () => {
    plans.forEach((plan, index) => {
      expect(emit(plan, readTemplate, fromPrepared)).toEqual(trees[index])
    })
    expect(plans.length).toBeGreaterThan(100)
  })

  it('compiles under the strictest flags, with node16 resolution', async () => {
    expect(await typeErrors(trees, { ...STRICTEST, module: 'nodenext' })).toBe('')
  })

  it('compiles as a bundler resolves it', async () => {
    const bundled = basePlans('.ts', '').map((plan) => emit(plan, readTemplate, fromPrepared))
    const options = {
      ...STRICTEST,
      module: 'esnext',
      moduleResolution: 'bundler',
      lib: ['es2023', 'dom', 'dom.iterable'],
    }
    expect(await typeErrors(bundled, options)).toBe('')
  })

  it('compiles as JavaScript with JSDoc types', async () => {
    const scriptPlans = plansToTry(basePlans('.js', '.js'))
    const scripts = scriptPlans.map((plan) => emit(plan, readTemplate, specialise))
    expect(scriptPlans.map((plan) => emit(plan, readTemplate, fromPrepared))).toEqual(scripts)
    const options = {
      target: 'es2023',
      module: 'nodenext',
      allowJs: true,
      checkJs: true,
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: ['node', 'bun-types/sqlite'],
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
    // Modules that the platform imports, and migrations, which a Migrator does.
    const roots = plans
      .flatMap(({ files }) => files)
      .filter((file) => (file.kind === 'module' && file.isEntry === true) || /\/\d{4}_/.test(file.source))
    const sources = new Set(roots.map(({ source }) => source))
    expect([...new Set(trees.flatMap((tree) => unusedExports(tree, sources)))]).toEqual([])
  })

  it('has no comment that names a parameter which is gone', () => {
    expect([...new Set([...texts.values()].flatMap(lostParameters))]).toEqual([])
  })
})
