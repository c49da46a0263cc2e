// Which application of a project is the one: not one that is put into another, and of several the one that is started.
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import type { WireMeta } from '../../templates/wire-meta.ts'
import { type Application, findApplications } from './applications.ts'
import { targetsOf } from './candidates.ts'
import { bare, originOf, type Source, walk } from './source.ts'

export type Choice =
  | { readonly kind: 'one'; readonly application: Application }
  | { readonly kind: 'none' }
  | { readonly kind: 'several'; readonly applications: readonly Application[] }

export function chooseApplication(sources: readonly Source[], wire: WireMeta): Choice {
  const applications = sources.flatMap((source) => findApplications(source, wire))
  const uses = sources.flatMap((source) => usesIn(source, wire))
  const known = new Set(sources.map(({ path }) => path))
  const isUsed = (application: Application, how: Use['how']): boolean =>
    uses.some((use) => use.how === how && leadsTo(use, application, known))
  const outer = applications.filter((application) => !isUsed(application, 'mounted'))
  const started = outer.filter((application) => isUsed(application, 'started'))
  const [application, ...others] = started.length > 0 ? started : outer
  if (application === undefined) {
    return applications.length === 0 ? { kind: 'none' } : { kind: 'several', applications }
  }
  return others.length === 0
    ? { kind: 'one', application }
    : { kind: 'several', applications: [application, ...others] }
}

/** Something is done with an application. */
interface Use {
  readonly source: Source
  readonly node: ts.Expression
  readonly how: 'mounted' | 'started'
}

function usesIn(source: Source, wire: WireMeta): readonly Use[] {
  const uses: Use[] = []
  walk(source.file, (node) => {
    if (compiler().isPropertyAccessExpression(node) && wire.starts.includes(node.name.text)) {
      uses.push({ source, node: rootOf(node.expression), how: 'started' })
    }
    if (!compiler().isCallExpression(node)) {
      return
    }
    if (wire.starters.includes(calledName(node.expression))) {
      node.arguments.forEach((argument) => uses.push(...named(source, argument)))
    }
    if (compiler().isPropertyAccessExpression(node.expression) && wire.mounts.includes(node.expression.name.text)) {
      const mounted = node.arguments.map(bare)
      uses.push(...mounted.map((argument): Use => ({ source, node: argument, how: 'mounted' })))
      if (mounted.some((argument) => compiler().isIdentifier(argument))) {
        uses.push({ source, node: rootOf(node.expression.expression), how: 'started' })
      }
    }
  })
  return uses
}

/** `serve(app)`, `createServer(app)`, `handle(app)`. */
function named(source: Source, argument: ts.Expression): readonly Use[] {
  return compiler().isIdentifier(argument) ? [{ source, node: argument, how: 'started' }] : []
}

function leadsTo({ source, node }: Use, application: Application, known: ReadonlySet<string>): boolean {
  if (source === application.source) {
    return node === application.made || node.getText() === application.receiver
  }
  const origin = originOf(source, node)
  return (
    origin !== null &&
    application.exportedAs.includes(origin.name) &&
    targetsOf(source.path, origin.module, known).includes(application.source.path)
  )
}

/** What a chain of calls begins with: `app` of `app.get(…).get(…)`, `new Hono()` of `new Hono().get(…)`. */
function rootOf(node: ts.Expression): ts.Expression {
  const value = bare(node)
  return compiler().isCallExpression(value) && compiler().isPropertyAccessExpression(value.expression)
    ? rootOf(value.expression.expression)
    : value
}

function calledName(callee: ts.Expression): string {
  return compiler().isPropertyAccessExpression(callee) ? callee.name.text : callee.getText()
}
