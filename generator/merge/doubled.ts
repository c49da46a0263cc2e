// Finds what code declares twice where the language allows it once: lines that merge well can leave two of a name.
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'

/** @returns A line for each: what it is and where, the same in two texts that both have it. */
export function doubledIn(file: ts.SourceFile): ReadonlySet<string> {
  const doubled = new Set<string>()
  visit(file, '')
  return doubled

  function visit(node: ts.Node, place: string): void {
    const names = new Set<string>()
    for (const name of namesIn(node)) {
      if (names.has(name)) {
        doubled.add(`${name} in ${place}`)
      }
      names.add(name)
    }
    const { name } = node as { readonly name?: ts.Node }
    const inner = name !== undefined && compiler().isIdentifier(name) ? `${place}/${name.text}` : place
    compiler().forEachChild(node, (child) => visit(child, inner))
  }
}

/** What stands in this very scope, class, interface, enum or object; what may stand there often is left out. */
function namesIn(node: ts.Node): readonly string[] {
  if (compiler().isSourceFile(node) || compiler().isBlock(node) || compiler().isModuleBlock(node)) {
    return node.statements.flatMap(namesOfStatement)
  }
  if (compiler().isClassLike(node)) {
    return node.members.flatMap(nameOfMember)
  }
  if (compiler().isInterfaceDeclaration(node) || compiler().isTypeLiteralNode(node)) {
    return node.members.filter(compiler().isPropertySignature).flatMap(({ name }) => keyOf(name))
  }
  if (compiler().isEnumDeclaration(node)) {
    return node.members.flatMap(({ name }) => keyOf(name))
  }
  if (compiler().isObjectLiteralExpression(node)) {
    return node.properties.flatMap((property) =>
      property.name === undefined ? [] : keyOf(property.name, accessOf(property)),
    )
  }
  return []
}

/** Values and types are two worlds: a constant and a type may share a name, two constants may not. */
function namesOfStatement(statement: ts.Statement): readonly string[] {
  if (compiler().isImportDeclaration(statement)) {
    const { name, namedBindings } = statement.importClause ?? {}
    const names = [...(name === undefined ? [] : [name.text]), ...namesOfBindings(namedBindings)]
    return names.flatMap((one) => [`value ${one}`, `type ${one}`])
  }
  if (compiler().isVariableStatement(statement)) {
    const isOnce = (statement.declarationList.flags & compiler().NodeFlags.BlockScoped) !== 0
    return isOnce ? statement.declarationList.declarations.flatMap(({ name }) => namesOfPattern(name)) : []
  }
  if (compiler().isExportDeclaration(statement)) {
    const { exportClause } = statement
    return exportClause !== undefined && compiler().isNamedExports(exportClause)
      ? exportClause.elements.map(({ name }) => `export ${name.text}`)
      : []
  }
  if (compiler().isExportAssignment(statement)) {
    return ['export default']
  }
  const isClass = compiler().isClassDeclaration(statement)
  if (!isClass && !(compiler().isFunctionDeclaration(statement) && statement.body !== undefined)) {
    return compiler().isTypeAliasDeclaration(statement) ? [`type ${statement.name.text}`] : []
  }
  const isDefault = statement.modifiers?.some(({ kind }) => kind === compiler().SyntaxKind.DefaultKeyword) === true
  const name = statement.name?.text
  return [
    ...(isDefault ? ['export default'] : []),
    ...(name === undefined ? [] : isClass ? [`value ${name}`, `type ${name}`] : [`value ${name}`]),
  ]
}

function namesOfBindings(bindings: ts.NamedImportBindings | undefined): readonly string[] {
  if (bindings === undefined) {
    return []
  }
  return compiler().isNamespaceImport(bindings) ? [bindings.name.text] : bindings.elements.map(({ name }) => name.text)
}

function namesOfPattern(name: ts.BindingName): readonly string[] {
  return compiler().isIdentifier(name)
    ? [`value ${name.text}`]
    : name.elements.flatMap((element) => (compiler().isBindingElement(element) ? namesOfPattern(element.name) : []))
}

/** An overload has no body, and stands beside others of its name. */
function nameOfMember(member: ts.ClassElement): readonly string[] {
  if (compiler().isConstructorDeclaration(member)) {
    return member.body === undefined ? [] : ['constructor']
  }
  if (member.name === undefined || (compiler().isMethodDeclaration(member) && member.body === undefined)) {
    return []
  }
  const isStatic = compiler().getCombinedModifierFlags(member) & compiler().ModifierFlags.Static
  return keyOf(member.name, `${isStatic ? 'static ' : ''}${accessOf(member)}`)
}

/** What reads and what writes a property are two. */
function accessOf(node: ts.Node): string {
  return compiler().isGetAccessor(node) ? 'get ' : compiler().isSetAccessor(node) ? 'set ' : ''
}

/** None where the name is computed. */
function keyOf(name: ts.PropertyName, before = ''): readonly string[] {
  return compiler().isComputedPropertyName(name) ? [] : [`${before}${name.text}`]
}
