// Plans that together show every authored module in every variant: what the tests of emitted code go over.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ts } from 'ts-morph'
import type { SpecValue } from '../../templates/meta.ts'
import type { Plan } from '../plan/planned.ts'
import { packageRoot, readTemplate } from './read-template.ts'

/** Up to so many, all combinations of what a module reads; beyond, all pairs. */
const COMBINATIONS = 256

/** Members that more than the modules follow from, such as what the index exports: the plans to start from differ in them. */
const SETTLED: ReadonlySet<string> = new Set([
  'node',
  'serverSide',
  'http',
  'websocket',
  'recentAuth',
  'csrf',
  'csrfToken',
  'events',
  'checksData',
  'migrates',
  'revokes',
  'usesStore',
  'listsEnded',
  'endsByUser',
  'versioned',
  'sweepsByTimer',
])

/** Some members of `spec` with values that have to be seen together. */
type Demand = Readonly<Record<string, SpecValue>>

/** @param bases Plans of each target with each backend; the other members of their `spec` are varied. */
export function coveringPlans(bases: readonly Plan[]): readonly Plan[] {
  const domains = readDomains()
  const met = new Set<string>()
  return bases.flatMap((base) => {
    const modules = base.files.filter(({ kind }) => kind === 'module').map(({ source }) => source)
    const demands = modules.flatMap((source) => demandsOf(source, base, domains))
    const plans: Plan[] = []
    let open = demands.filter(({ key }) => !met.has(key))
    while (open.length > 0) {
      const values: Record<string, SpecValue> = {}
      for (const { demand } of open) {
        if (Object.entries(demand).every(([name, value]) => !Object.hasOwn(values, name) || values[name] === value)) {
          Object.assign(values, demand)
        }
      }
      const spec = { ...base.spec, ...values }
      demands
        .filter(({ demand }) => Object.entries(demand).every(([name, value]) => spec[name] === value))
        .forEach(({ key }) => met.add(key))
      open = open.filter(({ key }) => !met.has(key))
      plans.push({ ...base, spec })
    }
    return plans
  })
}

function demandsOf(
  source: string,
  base: Plan,
  domains: ReadonlyMap<string, readonly SpecValue[]>,
): { key: string; demand: Demand }[] {
  const read = [...new Set([...readTemplate(source).matchAll(/\bspec\.(\w+)/g)].map(([, name = '']) => name))]
  const settled = read.filter((name) => !domains.has(name)).map((name) => [name, String(base.spec[name])])
  const free = read.filter((name) => domains.has(name))
  const all = free.reduce<readonly Demand[]>(
    (some, name) => some.flatMap((demand) => (domains.get(name) ?? []).map((value) => ({ ...demand, [name]: value }))),
    [{}],
  )
  const demands = all.length > COMBINATIONS ? pairs(free, domains) : all
  return demands.map((demand) => ({ key: JSON.stringify([source, settled, demand]), demand }))
}

function pairs(names: readonly string[], domains: ReadonlyMap<string, readonly SpecValue[]>): readonly Demand[] {
  return names.flatMap((first, index) =>
    names
      .slice(index + 1)
      .flatMap((second) =>
        (domains.get(first) ?? []).flatMap((one) =>
          (domains.get(second) ?? []).map((other) => ({ [first]: one, [second]: other })),
        ),
      ),
  )
}

/** The values of each member that chooses between two or more, from the types of the authored spec modules. */
function readDomains(): ReadonlyMap<string, readonly SpecValue[]> {
  const root = join(packageRoot(), 'templates')
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => /[/\\.]spec\.ts$/.test(path))
  const members = paths.flatMap((path) => {
    const file = ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.Latest, true)
    return file.statements
      .filter(ts.isInterfaceDeclaration)
      .flatMap(({ members }) => members.filter(ts.isPropertySignature))
  })
  return new Map(
    members
      .map(({ name, type }) => [name.getText(), type === undefined ? [] : valuesOf(type)] as const)
      .filter(([name, values]) => values.length > 1 && !SETTLED.has(name)),
  )
}

function valuesOf(type: ts.TypeNode): readonly SpecValue[] {
  if (ts.isUnionTypeNode(type)) {
    return type.types.flatMap(valuesOf)
  }
  if (type.kind === ts.SyntaxKind.BooleanKeyword) {
    return [true, false]
  }
  if (ts.isLiteralTypeNode(type)) {
    const { literal } = type
    return ts.isStringLiteral(literal) ? [literal.text] : [literal.kind === ts.SyntaxKind.TrueKeyword]
  }
  return []
}
