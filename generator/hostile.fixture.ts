// Configs with hostile texts: whether they are taken, and what the emitted code means to a compiler.
import { ts } from 'ts-morph'
import { temporaryFolder } from '../templates/contracts/services.ts'
import type { LoadedConfig } from './config/load.ts'
import { validateConfig } from './config/validate.ts'
import { emit } from './emit/emit.ts'
import { GeneratorError } from './errors.ts'
import { planAll } from './plan/plan.ts'
import type { Plan } from './plan/planned.ts'
import { type ProjectFacts, readProjectFacts } from './plan/project-facts.ts'

/** What has become code or a path elsewhere. */
export const HOSTILE: readonly string[] = [
  "'",
  '"',
  '`',
  '${process.exit(1)}',
  '\\',
  "\\'",
  '*/ process.exit(1) /*',
  '/*',
  '//',
  '\n',
  '\r',
  '\u2028process.exit(1)',
  '\u2029',
  '\0',
  '</script>',
  '{{constructor}}',
  '{{{a}}}',
  '\ud800',
  '\u202eevil',
  "');process.exit(1);('",
  "'];process.exit(1)//",
  'a/b/../../../c',
  'x'.repeat(1024 * 1024),
]

const folder = temporaryFolder('hostile')
const facts: ProjectFacts = {
  ...readProjectFacts(folder.path),
  isTypeScript: true,
  fileExtension: '.ts',
  importExtension: '.js',
  detectedTargets: ['express'],
}
folder.remove()

/** The emitted files of a config, or null where the config is refused. */
export function emitted(config: object): ReadonlyMap<string, string> | null {
  const plans = planned(config)
  return plans && new Map(plans.flatMap((plan) => emit(plan)).map(({ path, text }) => [path, text]))
}

function loadedFrom(value: object): LoadedConfig {
  return { file: 'sessions.config.ts', value, executed: false, placeOf: () => ({ line: 1, column: 1 }) }
}

/** Whether a config is valid: cheaper than to plan it. */
export function isValid(config: object): boolean {
  try {
    validateConfig(loadedFrom(config), facts.detectedTargets)
    return true
  } catch (error) {
    if (error instanceof GeneratorError && error.code === 'config-invalid') {
      return false
    }
    throw error
  }
}

/** What a config asks for; null where it is refused. */
export function planned(config: object): readonly Plan[] | null {
  const loaded = loadedFrom(config)
  try {
    return planAll(process.cwd(), loaded, validateConfig(loaded, facts.detectedTargets), facts)
  } catch (error) {
    if (error instanceof GeneratorError && error.code === 'config-invalid') {
      return null
    }
    throw error
  }
}

/** One syntax node after the other: its kind, and what a literal says. */
function nodesOf(
  path: string,
  text: string,
): readonly { readonly kind: ts.SyntaxKind; readonly says: string | null }[] {
  const nodes: { kind: ts.SyntaxKind; says: string | null }[] = []
  const visit = (node: ts.Node): void => {
    nodes.push({ kind: node.kind, says: ts.isStringLiteralLike(node) ? node.text : null })
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false))
  return nodes
}

/** The kinds of all syntax nodes by file, one after the other: what a text means to a compiler, whatever it says. */
export function shapesOf(files: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const shapeOf = (path: string, text: string): string =>
    path.endsWith('.ts')
      ? nodesOf(path, text)
          .map(({ kind }) => kind)
          .join()
      : ''
  return Object.fromEntries([...files].map(([path, text]) => [path, shapeOf(path, text)]))
}

/** What the literals of all files evaluate to, in order. */
export function literalsOf(files: ReadonlyMap<string, string>): readonly string[] {
  return [...files]
    .filter(([path]) => path.endsWith('.ts'))
    .flatMap(([path, text]) => nodesOf(path, text).flatMap(({ says }) => (says === null ? [] : [says])))
}
