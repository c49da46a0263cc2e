// Finds in emitted code what should not be there: for the tests that go over every variant.
import { dirname, join } from 'node:path'
import { ts } from 'ts-morph'
import type { EmittedFile } from '../plan/planned.ts'
import { readTemplate } from './read-template.ts'

/** What is left of choosing between variants, and other things that nobody writes by hand. */
export function residues({ path, text }: EmittedFile): readonly string[] {
  const patterns = [
    /\bspec\b(?!\.ts)/,
    /@when\b/,
    /\b(TODO|FIXME|XXX)\b/,
    /\b(if|while) \((true|false|null|'[^']*'|[\d_]+)\)/,
    /(&&|\|\|) (true|false)\b|(?<!== )\b(true|false) (&&|\|\|)|!(true|false)\b|(?<!== )\b(true|false) \?/,
    /'[^'\n]*' [!=]== '[^'\n]*'/,
    /^\s*\{$(?<!=> \{)/m,
    /\belse \{\s*\}/,
    /\n\n\n/,
    /\n\n\s*\}/,
    /as any\b|: any\b|@ts-|eslint-disable|oxlint-disable/,
  ]
  return patterns.flatMap((pattern) => {
    const found = pattern.exec(text)
    return found === null
      ? []
      : [`${path}: ${JSON.stringify(text.slice(Math.max(0, found.index - 40), found.index + 40))}`]
  })
}

/** Exports that no file of the tree imports: the index and the kit for tests are the user's. */
export function unusedExports(tree: readonly EmittedFile[], roots: ReadonlySet<string> = new Set()): readonly string[] {
  const code = tree.filter(({ path }) => path.endsWith('.ts'))
  const imported = new Set(
    code.flatMap(({ path, text }) =>
      [...text.matchAll(/\b(?:import|export)\b[^;'"]*?\{([^}]*)\} from '(\.[^']*)'/g)].flatMap(
        ([, names = '', from = '']) =>
          names.split(',').map(
            (name) =>
              `${join(dirname(path), from).replace(/\.js$/, '')} ${name
                .trim()
                .replace(/^type /, '')
                .replace(/ as .*/, '')}`,
          ),
      ),
    ),
  )
  return code
    .filter(({ path, source }) => !/\/(index|testing)\.ts$/.test(path) && !roots.has(source))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/^export (?:declare |abstract |async )*(?:const|let|function\*?|class|interface|type) (\w+)/gm)]
        .map(([, name = '']) => `${path.replace(/\.ts$/, '')} ${name}`)
        .filter((name) => !imported.has(name)),
    )
}

/** Names of dropped parameters, in backquotes, in the doc comments of their functions. */
export function lostParameters({ path, text, source }: EmittedFile): readonly string[] {
  const authored = functionsOf(readTemplate(source))
  return [...functionsOf(text)].flatMap(([name, { parameters, doc }]) => {
    const lost = (authored.get(name)?.parameters ?? []).filter((parameter) => !parameters.includes(parameter))
    return lost
      .filter((parameter) => doc.includes(`\`${parameter}\``) || doc.includes(`@param ${parameter}`))
      .map((parameter) => `${path}: ${name}: ${parameter}`)
  })
}

function functionsOf(text: string): ReadonlyMap<string, { parameters: readonly string[]; doc: string }> {
  const file = ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, true)
  const found = new Map<string, { parameters: readonly string[]; doc: string }>()
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) {
      const doc = text.slice(node.getFullStart(), node.getStart(file))
      found.set(node.name?.getText(file) ?? '', {
        parameters: node.parameters.map((parameter) => parameter.name.getText(file)),
        doc,
      })
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}
