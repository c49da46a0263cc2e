// Folds the choices of an authored module: what `spec` settles is settled, and nothing of the choosing is left.
import type { ts } from 'ts-morph'
import { compiler } from '../../compiler.ts'
import type { SpecValue } from '../../../templates/meta.ts'
import { choicesIn } from './choices.ts'
import { applyEdits, type Edit } from './edits.ts'
import { evaluate, isLeaf, type Spec } from './evaluate.ts'
import { isList, literal, stringLiteral, templateText } from './literal.ts'
import { fitsBare, isInCommaList, isMemberName } from './places.ts'
import { isConstant, partOf } from './part-of.ts'
import { forEachChild, syntax } from './syntax.ts'
import { errorAt, removal } from './trivia.ts'

const SPEC_MODULE = /(^|[/.])spec\.ts$/

/** A member of such a name is written without brackets. */
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/

/** @param source The module's path below `templates/`, for errors. */
export function fold(source: string, text: string, spec: Spec): string {
  const file = compiler().createSourceFile(source, text, compiler().ScriptTarget.Latest, true)
  return applyEdits(text, foldEdits(file, spec))
}

/** @param conditions Those behind `@when` by their text, if they are parsed already. */
export function foldEdits(
  file: ts.SourceFile,
  spec: Spec,
  conditions?: ReadonlyMap<string, ts.SourceFile>,
): readonly Edit[] {
  const { text } = file
  const { whenOf, live, leaves, isEmpty, checkNames } = choicesIn(file, spec, conditions)
  const edits: Edit[] = []
  const guarded = new Set<number>()

  visitList(file.statements)
  refuseStrayWhen()
  return edits

  function visit(node: ts.Node): void {
    if (!guard(node)) {
      return
    }
    if (syntax.isImportDeclaration(node) && SPEC_MODULE.test((node.moduleSpecifier as ts.StringLiteral).text)) {
      dropSpecImport(node)
    } else if (syntax.isIfStatement(node)) {
      visitIf(node)
    } else if (syntax.isBlock(node) || syntax.isModuleBlock(node) || syntax.isDefaultClause(node)) {
      visitList(node.statements)
      refuseEmptied(node)
    } else if (syntax.isCaseClause(node)) {
      visit(node.expression)
      visitList(node.statements)
    } else if (syntax.isIdentifier(node) && node.text === 'spec' && !isMemberName(node)) {
      throw errorAt(file, node.getStart(file), '`spec` is used as a value', 'Read its members only: `spec.member`')
    } else if (syntax.isExpression(node)) {
      visitExpression(node)
    } else {
      visitChildren(node)
    }
  }

  function visitChildren(node: ts.Node): void {
    forEachChild(node, (child) => {
      visit(child)
    })
  }

  /** Statements that follow each other. What follows one that always leaves was meant for another choice. */
  function visitList(statements: readonly ts.Statement[]): void {
    const last = statements.findIndex(leaves)
    for (const [index, statement] of statements.entries()) {
      const kept = live(statement)
      const unreachable = last !== -1 && index > last && !syntax.isFunctionDeclaration(statement)
      if (unreachable || kept === undefined || (kept !== statement && isEmpty(kept))) {
        edits.push(removal(file, statement))
      } else if (kept === statement) {
        visit(statement)
      } else {
        guard(statement)
        replace(statement, kept)
      }
    }
  }

  /** Puts the chosen branch in the place of its statement, without braces. */
  function replace(statement: ts.Statement, branch: ts.Statement): void {
    if (syntax.isBlock(branch)) {
      checkNames(branch, statement)
      const open = branch.getStart(file) + 1
      const inner = text.slice(open, branch.end - 1)
      trim(statement, open + inner.length - inner.trimStart().length, open + inner.trimEnd().length)
      visitList(branch.statements)
    } else {
      trim(statement, branch.getStart(file), branch.end)
      visit(branch)
    }
  }

  /** An `if` that stays, or one that is no member of a list. */
  function visitIf(node: ts.IfStatement): void {
    const kept = live(node)
    if (kept === undefined) {
      throw errorAt(file, node.getStart(file), 'Nothing is left of this statement', 'Put it into a block of its own')
    }
    if (kept !== node) {
      trim(node, kept.getStart(file), kept.end)
      visit(kept)
      return
    }
    visit(node.expression)
    visit(node.thenStatement)
    if (node.elseStatement !== undefined) {
      const alternative = live(node.elseStatement)
      if (alternative === undefined || isEmpty(alternative)) {
        edits.push({ start: node.thenStatement.end, end: node.elseStatement.end, text: '' })
      } else {
        visit(node.elseStatement)
      }
    }
  }

  function visitExpression(node: ts.Expression): void {
    const { keep, known } = evaluate(file, node, spec)
    const isSettled = known !== undefined && (isLeaf(keep) || (keep === node && !isConstant(node)))
    if (isSettled) {
      inline(node, known.value)
    } else if (keep !== node) {
      trim(node, keep.getStart(file), keep.end, fitsBare(keep, node) ? undefined : ['(', ')'])
      visit(keep)
    } else if (syntax.isTemplateExpression(node) && !syntax.isTaggedTemplateExpression(node.parent)) {
      visitTemplate(node)
    } else {
      visitChildren(node)
    }
  }

  function inline(node: ts.Expression, value: SpecValue): void {
    const { parent } = node
    if (
      syntax.isSwitchStatement(parent) ||
      syntax.isWhileStatement(parent) ||
      syntax.isDoStatement(parent) ||
      syntax.isForStatement(parent)
    ) {
      throw errorAt(file, node.getStart(file), 'This statement does not fold', 'Choose with `if (spec.member)`')
    }
    if (syntax.isPropertyAccessExpression(parent) && parent.questionDotToken !== undefined) {
      throw errorAt(file, node.getStart(file), '`?.` on `spec` does not fold', 'Compare with null first')
    }
    if (syntax.isComputedPropertyName(parent) && typeof value === 'string' && IDENTIFIER.test(value)) {
      edits.push({ start: parent.getStart(file), end: parent.end, text: value })
      return
    }
    if (
      syntax.isElementAccessExpression(parent) &&
      parent.argumentExpression === node &&
      typeof value === 'string' &&
      IDENTIFIER.test(value)
    ) {
      const dot = parent.questionDotToken === undefined ? '.' : '?.'
      edits.push({ start: parent.expression.end, end: parent.end, text: dot + value })
      return
    }
    const written = literal(value)
    edits.push({
      start: node.getStart(file),
      end: node.end,
      text: fitsBare(partOf(value, written), node) ? written : `(${written})`,
    })
  }

  /** Known values become part of a template's own text; a template of nothing else becomes a plain string. */
  function visitTemplate(node: ts.TemplateExpression): void {
    const spans = node.templateSpans.map((span) => ({ span, known: knownText(span.expression) }))
    if (spans.every(({ known }) => known !== undefined) && !node.getText(file).includes('\n')) {
      const value = node.head.text + spans.map(({ span, known }) => `${known}${span.literal.text}`).join('')
      edits.push({ start: node.getStart(file), end: node.end, text: stringLiteral(value) })
      return
    }
    for (const { span, known } of spans) {
      if (known === undefined) {
        visit(span.expression)
      } else {
        // From `${` to `}`.
        edits.push({ start: span.pos - 2, end: span.literal.getStart(file) + 1, text: templateText(known) })
      }
    }
  }

  function knownText(node: ts.Expression): string | undefined {
    const { known } = evaluate(file, node, spec)
    if (known === undefined || known.value instanceof RegExp || isList(known.value)) {
      return undefined
    }
    return String(typeof known.value === 'object' && known.value !== null ? known.value.value : known.value)
  }

  /** Drops a node whose `@when` does not hold, and the `@when` alone where it does. */
  function guard(node: ts.Node): boolean {
    const when = whenOf(node)
    if (when === undefined || guarded.has(when.comment.pos)) {
      return true
    }
    guarded.add(when.comment.pos)
    const inCommaList = isInCommaList(node)
    const isMember =
      syntax.isStatement(node) || syntax.isClassElement(node) || syntax.isTypeElement(node) || syntax.isCaseClause(node)
    if (!inCommaList && !isMember) {
      throw errorAt(file, when.comment.pos, '`@when` guards a part of something', 'Move it above the whole')
    }
    const { pos, end } = when.comment
    const space = /^\s*/.exec(text.slice(end))?.[0].length ?? 0
    edits.push(when.holds ? { start: pos, end: end + space, text: '' } : removal(file, node, inCommaList))
    return when.holds
  }

  /** Deletes what surrounds the part that stays. */
  function trim(whole: ts.Node, start: number, end: number, around: readonly [string, string] = ['', '']): void {
    edits.push(
      { start: whole.getStart(file), end: start, text: around[0] },
      { start: end, end: whole.end, text: around[1] },
    )
  }

  function dropSpecImport(node: ts.ImportDeclaration): void {
    const bindings = node.importClause?.namedBindings
    const names = bindings !== undefined && syntax.isNamedImports(bindings) ? bindings.elements : []
    const name = names.find((specifier) => specifier.name.text === 'spec' && specifier.propertyName === undefined)
    if (name === undefined) {
      throw errorAt(file, node.getStart(file), 'This import is not of `spec`', 'Import `spec`, under its own name')
    }
    edits.push(names.length === 1 ? removal(file, node) : removal(file, name, true))
  }

  function refuseEmptied(node: ts.Node): void {
    const mayBeEmpty = syntax.isFunctionLike(node.parent) || syntax.isCatchClause(node.parent)
    if (syntax.isBlock(node) && !mayBeEmpty && node.statements.length > 0 && isEmpty(node)) {
      throw errorAt(file, node.getStart(file), 'Nothing is left in this block', 'Join the conditions: `spec.a && b`')
    }
  }

  function refuseStrayWhen(): void {
    for (const { index } of text.matchAll(/@when\b/g)) {
      if (!edits.some(({ start, end }) => start <= index && index < end)) {
        throw errorAt(file, index, '`@when` guards nothing here', 'Put it on a line of its own, right above a member')
      }
    }
  }
}
