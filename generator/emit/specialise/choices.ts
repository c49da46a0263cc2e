// What stays of the statements of an authored module, once `spec` has settled its choices.
import type { ts } from 'ts-morph'
import { compiler } from '../../compiler.ts'
import { evaluate, isTruthy, type Spec } from './evaluate.ts'
import { syntax } from './syntax.ts'
import type { Comment } from './comments.ts'
import { attachedComments, errorAt } from './trivia.ts'

const WHEN = /^\/\/ @when (.+?)\s*$/
/** Each condition of a module's text. */
export const WHEN_LINES = /\/\/ @when (.+?)\s*$/gm

export interface When {
  readonly comment: Comment
  readonly holds: boolean
}

export interface Choices {
  /** The `@when` above a node. */
  whenOf(node: ts.Node): When | undefined
  /** What stays of a statement: nothing, the branch that is chosen, or itself. */
  live(statement: ts.Statement): ts.Statement | undefined
  /** Whether what follows a statement in its list is never reached. */
  leaves(statement: ts.Statement): boolean
  /** Whether nothing is left of a block. */
  isEmpty(statement: ts.Statement): boolean
  /** Throws if a name of a branch would clash with, or hide, a name around it once the branch is unwrapped. */
  checkNames(branch: ts.Block, statement: ts.Statement): void
}

/** @param conditions Those behind `@when` by their text, if they are parsed already. */
export function choicesIn(file: ts.SourceFile, spec: Spec, conditions?: ReadonlyMap<string, ts.SourceFile>): Choices {
  return { whenOf, live, leaves, isEmpty, checkNames }

  function whenOf(node: ts.Node): When | undefined {
    if (!file.text.slice(node.getFullStart(), node.getStart(file)).includes('@when')) {
      return undefined
    }
    for (const comment of attachedComments(file, node)) {
      const condition = WHEN.exec(file.text.slice(comment.pos, comment.end))?.[1]
      if (condition !== undefined) {
        return { comment, holds: holds(condition, comment.pos) }
      }
    }
    return undefined
  }

  function holds(condition: string, position: number): boolean {
    const parsed = conditions?.get(condition) ?? parseCondition(file.fileName, condition)
    const [statement, ...more] = parsed.statements
    const isExpression = more.length === 0 && statement !== undefined && syntax.isExpressionStatement(statement)
    const known = isExpression ? evaluate(parsed, statement.expression, spec).known : undefined
    if (known === undefined) {
      throw errorAt(file, position, `\`@when ${condition}\` is not settled by \`spec\``, 'Use members of `spec` alone')
    }
    return isTruthy(known.value)
  }

  function live(statement: ts.Statement): ts.Statement | undefined {
    if (whenOf(statement)?.holds === false) {
      return undefined
    }
    const known = syntax.isIfStatement(statement) ? evaluate(file, statement.expression, spec).known : undefined
    if (!syntax.isIfStatement(statement) || known === undefined) {
      return statement
    }
    const branch = isTruthy(known.value) ? statement.thenStatement : statement.elseStatement
    return branch && live(branch)
  }

  function leaves(statement: ts.Statement): boolean {
    const kept = live(statement)
    if (kept === undefined) {
      return false
    }
    if (syntax.isBlock(kept)) {
      return kept.statements.some(leaves)
    }
    if (syntax.isIfStatement(kept)) {
      return kept.elseStatement !== undefined && leaves(kept.thenStatement) && leaves(kept.elseStatement)
    }
    return syntax.isReturnStatement(kept) || syntax.isThrowStatement(kept) || syntax.isBreakOrContinueStatement(kept)
  }

  function isEmpty(statement: ts.Statement): boolean {
    return (
      syntax.isBlock(statement) &&
      statement.statements.every((child) => {
        const kept = live(child)
        return kept === undefined || (kept !== child && isEmpty(kept))
      })
    )
  }

  function checkNames(branch: ts.Block, statement: ts.Statement): void {
    const names = new Set(namesIn(branch.statements))
    for (let scope: ts.Node = statement.parent; names.size > 0 && scope !== undefined; scope = scope.parent) {
      const around = [
        ...('statements' in scope ? namesIn(scope.statements as readonly ts.Statement[], statement) : []),
        ...(syntax.isFunctionLike(scope) ? scope.parameters.flatMap(({ name }) => boundNames(name)) : []),
      ]
      const clash = around.find((name) => names.has(name))
      if (clash !== undefined) {
        const message = `\`${clash}\` means two things once this branch is unwrapped`
        throw errorAt(file, branch.getStart(file), message, 'Give the name inside the branch another spelling')
      }
    }
  }

  function namesIn(statements: readonly ts.Statement[], except?: ts.Statement): readonly string[] {
    return statements.flatMap((statement) => {
      const kept = statement === except ? undefined : live(statement)
      if (kept === undefined) {
        return []
      }
      return kept !== statement && syntax.isBlock(kept) ? namesIn(kept.statements, except) : declaredBy(kept)
    })
  }
}

export function parseCondition(fileName: string, condition: string): ts.SourceFile {
  return compiler().createSourceFile(fileName, condition, compiler().ScriptTarget.Latest, true)
}

function declaredBy(node: ts.Statement): readonly string[] {
  if (syntax.isVariableStatement(node)) {
    return node.declarationList.declarations.flatMap(({ name }) => boundNames(name))
  }
  const isNamed = syntax.isFunctionDeclaration(node) || syntax.isClassDeclaration(node)
  return isNamed && node.name !== undefined ? [node.name.text] : []
}

function boundNames(name: ts.BindingName): readonly string[] {
  return syntax.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((element) => (syntax.isBindingElement(element) ? boundNames(element.name) : []))
}
