// Casts and type arguments of expressions, said in JSDoc.
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import type { Edit } from './specialise/edits.ts'
import { errorAt } from './specialise/trivia.ts'
import { constructedType, typeText } from './type-tags.ts'

type Cast = ts.AsExpression | ts.SatisfiesExpression | ts.NonNullExpression

export function isCast(node: ts.Node): node is Cast {
  return (
    compiler().isAsExpression(node) || compiler().isSatisfiesExpression(node) || compiler().isNonNullExpression(node)
  )
}

/** `a as A` becomes a comment before `(a)`; parentheses that are there already serve as well. */
export function castEdits(file: ts.SourceFile, node: Cast): readonly Edit[] {
  const isGrouped = compiler().isParenthesizedExpression(node.parent)
  const start = isGrouped ? node.parent.getStart(file) : node.getStart(file)
  return [
    { start, end: start, text: `/** ${tagOf(file, node)} */ ${isGrouped ? '' : '('}` },
    { start: node.expression.end, end: node.end, text: isGrouped ? '' : ')' },
  ]
}

/** `new Map<A, B>()` is cast where no declaration around it says the type; a call's type arguments are left to inference. */
export function typeArgumentEdits(file: ts.SourceFile, node: ts.CallExpression | ts.NewExpression): readonly Edit[] {
  const { parent, typeArguments } = node
  if (typeArguments === undefined) {
    return []
  }
  const isTyped =
    compiler().isVariableDeclaration(parent) ||
    compiler().isPropertyDeclaration(parent) ||
    compiler().isAsExpression(parent)
  const type = isTyped ? undefined : constructedType(node)
  const start = node.getStart(file)
  return [
    ...(type === undefined ? [] : [{ start, end: start, text: `/** @type {${type}} */ (` }]),
    listRemoval(file, typeArguments),
    ...(type === undefined ? [] : [{ start: node.end, end: node.end, text: ')' }]),
  ]
}

/** Deletes a list in angle brackets. */
export function listRemoval(file: ts.SourceFile, list: ts.NodeArray<ts.Node>): Edit {
  return { start: list.pos - '<'.length, end: file.text.indexOf('>', list.end) + '>'.length, text: '' }
}

function tagOf(file: ts.SourceFile, node: Cast): string {
  if (!compiler().isNonNullExpression(node)) {
    return `@${compiler().isAsExpression(node) ? 'type' : 'satisfies'} {${typeText(node.type)}}`
  }
  const name = node.expression.getText(file)
  if (!/^[\w$]+(\.[\w$]+)*$/.test(name)) {
    throw errorAt(file, node.getStart(file), 'JSDoc cannot say `!` of this expression', 'Test for undefined instead')
  }
  return `@type {NonNullable<typeof ${name}>}`
}
