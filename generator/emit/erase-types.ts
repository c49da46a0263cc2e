// Moves the types of functions, classes, variables and expressions into JSDoc.
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import { type DocTag, mergeDoc, printDoc } from './doc-comment.ts'
import { castEdits, isCast, listRemoval, typeArgumentEdits } from './cast-edits.ts'
import type { Edit } from './specialise/edits.ts'
import { KIND } from './specialise/kinds.ts'
import { errorAt, removal } from './specialise/trivia.ts'
import { constructedType, docOf, signatureTags, templateTags, typedefDoc, typeText } from './type-tags.ts'

const TYPE_ONLY_MODIFIERS = new Set<ts.SyntaxKind>([
  KIND.AbstractKeyword,
  KIND.OverrideKeyword,
  KIND.PublicKeyword,
  KIND.PrivateKeyword,
  KIND.ProtectedKeyword,
  KIND.ReadonlyKeyword,
])
/** Modifiers that JSDoc knows as tags, by the same names. */
const MEMBER_TAGS = new Set<ts.SyntaxKind>([KIND.ProtectedKeyword, KIND.PrivateKeyword, KIND.ReadonlyKeyword])

/** The edits that turn one statement, with all that is in it, into JavaScript. */
export function eraseTypes(file: ts.SourceFile, statement: ts.Statement): readonly Edit[] {
  const edits: Edit[] = []
  visit(statement)
  return edits

  function visit(node: ts.Node): void {
    if (compiler().isTypeNode(node) && !compiler().isExpressionWithTypeArguments(node)) {
      return
    }
    if (
      compiler().isEnumDeclaration(node) ||
      compiler().isTypeAssertionExpression(node) ||
      compiler().isIndexSignatureDeclaration(node)
    ) {
      throw errorAt(file, node.getStart(file), 'JavaScript has nothing that stands for this', 'Write it in another way')
    }
    if (compiler().isInterfaceDeclaration(node) || compiler().isTypeAliasDeclaration(node)) {
      const start = docOf(node).range?.pos ?? node.getStart(file)
      edits.push({ start, end: node.end, text: printDoc(typedefDoc(node), indentOf(node)) })
      return
    }
    if (compiler().isFunctionLike(node) && !visitFunction(node)) {
      return
    }
    if (compiler().isClassLike(node)) visitClass(node)
    else if (compiler().isPropertyDeclaration(node)) visitProperty(node)
    else if (compiler().isVariableStatement(node)) visitVariables(node)
    else if (compiler().isVariableDeclaration(node)) cut(node.name.end, node.type?.end ?? node.name.end)
    else if (isCast(node)) edits.push(...castEdits(file, node))
    else if (compiler().isCallExpression(node) || compiler().isNewExpression(node))
      edits.push(...typeArgumentEdits(file, node))
    compiler().forEachChild(node, (child) => {
      visit(child)
    })
  }

  /** @returns Whether there is more to see inside. */
  function visitFunction(node: ts.SignatureDeclaration): boolean {
    const tags = [...memberTags(node), ...signatureTags(node)]
    const body = 'body' in node ? node.body : undefined
    const isAbstract = modifiersOf(node).some(({ kind }) => kind === KIND.AbstractKeyword)
    if (body === undefined && !isAbstract) {
      const { doc, range } = docOf(node)
      const merged = mergeDoc(doc, tags)
      const overload = printDoc({ ...merged, tags: [{ name: 'overload', text: '' }, ...merged.tags] }, indentOf(node))
      edits.push({ start: range?.pos ?? node.getStart(file), end: node.end, text: overload })
      return false
    }
    const host = hostOf(node)
    if (host !== undefined) {
      document(host, host === node ? tags : [...memberTags(host), ...tags])
    } else {
      documentInline(node, tags)
    }
    cutModifiers(node)
    cutList(node.typeParameters)
    node.parameters.forEach((parameter) => {
      if (parameter.name.getText(file) === 'this') {
        edits.push(removal(file, parameter, true))
      } else {
        cut(parameter.name.end, parameter.type?.end ?? parameter.questionToken?.end ?? parameter.name.end)
      }
    })
    if (node.type !== undefined) {
      cut(node.type.pos - 1, node.type.end)
    }
    if (isAbstract) {
      const name = node.name?.getText(file) ?? ''
      const end = node.type?.end ?? node.end
      const indent = indentOf(node)
      const message = `\${this.constructor.name} does not implement ${name}()`
      edits.push({ start: end, end: node.end, text: ` {\n${indent}  throw new Error(\`${message}\`)\n${indent}}` })
    }
    return true
  }

  /** A doc comment of several lines would end a `return` before it: parameters carry their own types here. */
  function documentInline(node: ts.SignatureDeclaration, tags: readonly DocTag[]): void {
    node.parameters.forEach((parameter) => {
      if (parameter.type !== undefined) {
        const type = parameter.questionToken === undefined ? typeText(parameter.type) : `${typeText(parameter.type)}=`
        insert(parameter.getStart(file), `/** @type {${type}} */ `)
      }
    })
    const result = tags.find(({ name }) => name === 'returns')
    if (result !== undefined) {
      insert(node.getStart(file), `/** @returns ${result.text} */ `)
    }
  }

  function visitClass(node: ts.ClassLikeDeclaration): void {
    const tags: DocTag[] = [...templateTags(node)]
    for (const clause of node.heritageClauses ?? []) {
      for (const type of clause.types) {
        if (clause.token === KIND.ImplementsKeyword) {
          tags.push({ name: 'implements', text: `{${typeText(type)}}` })
        } else if (type.typeArguments !== undefined) {
          tags.push({ name: 'extends', text: `{${typeText(type)}}` })
          cutList(type.typeArguments)
        }
      }
      if (clause.token === KIND.ImplementsKeyword) {
        cut(clause.pos, clause.end)
      }
    }
    cutModifiers(node)
    cutList(node.typeParameters)
    document(node, tags)
  }

  function visitProperty(node: ts.PropertyDeclaration): void {
    const type = node.type === undefined ? constructedType(node.initializer) : typeText(node.type)
    const full = node.questionToken === undefined || type === undefined ? type : `(${type}) | undefined`
    const isFunction = node.initializer !== undefined && hostOf(node.initializer) === node
    if (!isFunction) {
      document(node, [...(full === undefined ? [] : [{ name: 'type', text: `{${full}}` }]), ...memberTags(node)])
    }
    cutModifiers(node)
    cut(node.name.end, node.type?.end ?? node.exclamationToken?.end ?? node.questionToken?.end ?? node.name.end)
  }

  function visitVariables(node: ts.VariableStatement): void {
    const { declarations } = node.declarationList
    for (const declaration of declarations) {
      const type =
        declaration.type === undefined ? constructedType(declaration.initializer) : typeText(declaration.type)
      const tag = { name: 'type', text: `{${type}}` }
      if (type !== undefined && declarations.length === 1) {
        document(node, [tag])
      } else if (type !== undefined) {
        insert(declaration.getStart(file), `/** @type ${tag.text} */ `)
      }
    }
  }

  /** `@protected`, `@private`, `@readonly`; nothing on a `#name`, which nobody else sees. */
  function memberTags(node: ts.Node): readonly DocTag[] {
    const isHidden = compiler().isPropertyDeclaration(node) && compiler().isPrivateIdentifier(node.name)
    return modifiersOf(node)
      .filter(({ kind }) => !isHidden && MEMBER_TAGS.has(kind))
      .map((modifier) => ({ name: modifier.getText(file), text: '' }))
  }

  function cutModifiers(node: ts.Node): void {
    for (const modifier of modifiersOf(node)) {
      if (TYPE_ONLY_MODIFIERS.has(modifier.kind)) {
        const space = /^\s*/.exec(file.text.slice(modifier.end))?.[0].length ?? 0
        cut(modifier.getStart(file), modifier.end + space)
      }
    }
  }

  /** Adds tags to the doc comment of a node that begins its line. */
  function document(host: ts.Node, tags: readonly DocTag[]): void {
    if (tags.length > 0) {
      const { doc, range } = docOf(host)
      const text = printDoc(mergeDoc(doc, tags), indentOf(host))
      if (range === undefined) {
        insert(host.getStart(file), `${text}\n${indentOf(host)}`)
      } else {
        edits.push({ start: range.pos, end: range.end, text })
      }
    }
  }

  function indentOf(node: ts.Node): string {
    return /^[ \t]*/.exec(file.text.slice(file.text.lastIndexOf('\n', node.getStart(file) - 1) + 1))?.[0] ?? ''
  }

  function cutList(list: ts.NodeArray<ts.Node> | undefined): void {
    if (list !== undefined) {
      edits.push(listRemoval(file, list))
    }
  }

  function cut(start: number, end: number): void {
    edits.push({ start, end, text: '' })
  }

  function insert(position: number, text: string): void {
    edits.push({ start: position, end: position, text })
  }
}

function modifiersOf(node: ts.Node): readonly ts.Modifier[] {
  return (compiler().canHaveModifiers(node) ? compiler().getModifiers(node) : undefined) ?? []
}

/** Where a function's doc comment stands; undefined for one in the midst of an expression. */
function hostOf(node: ts.Node): ts.Node | undefined {
  if (!compiler().isArrowFunction(node) && !compiler().isFunctionExpression(node)) {
    return node
  }
  const { parent } = node
  if (
    compiler().isVariableDeclaration(parent) &&
    parent.type === undefined &&
    compiler().isVariableDeclarationList(parent.parent)
  ) {
    return parent.parent.declarations.length === 1 ? parent.parent.parent : undefined
  }
  const isMember =
    compiler().isPropertyAssignment(parent) || (compiler().isPropertyDeclaration(parent) && parent.type === undefined)
  return isMember ? parent : undefined
}
