// What a module adds to the types of another, such as a framework's request: JSDoc can't say it, a declaration file can.
import { basename } from 'node:path/posix'
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import { prune } from './specialise/prune.ts'
import { attachedComments } from './specialise/trivia.ts'

export function hasAugmentation(file: ts.SourceFile): boolean {
  return file.statements.some(compiler().isModuleDeclaration)
}

/** The declaration file that stands beside the module: its augmentations, with the imports that they need. */
export function augmentationsOf(file: ts.SourceFile): string {
  const imports = file.statements.filter(compiler().isImportDeclaration).map((statement) => statement.getText(file))
  const own = file.statements.flatMap((statement) => {
    const isDeclaration =
      compiler().isInterfaceDeclaration(statement) ||
      compiler().isTypeAliasDeclaration(statement) ||
      compiler().isClassDeclaration(statement)
    return isDeclaration && statement.name !== undefined ? [statement.name.text] : []
  })
  const fromSelf = own.length === 0 ? [] : [`import type { ${own.join(', ')} } from './${basename(file.fileName)}'`]
  const augmentations = file.statements.filter(compiler().isModuleDeclaration).map((statement) => {
    const start = attachedComments(file, statement)[0]?.pos ?? statement.getStart(file)
    return file.text.slice(start, statement.end)
  })
  const head = `// What ${basename(file.fileName)} adds to the types of other modules, for editors and type checkers.`
  const all = [head, ...imports, ...fromSelf, '', augmentations.join('\n\n'), ''].join('\n')
  const path = file.fileName
  return prune(new Map([[path, all]]), new Set()).get(path) ?? all
}
