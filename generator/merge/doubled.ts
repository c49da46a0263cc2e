// Finds what code declares twice where the language allows it once: lines that merge well can leave two of a name.
import { ts } from 'ts-morph'

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
    const inner = name !== undefined && ts.isIdentifier(name) ? `${place}/${name.text}` : place
    ts.forEachChild(node, (child) => visit(child, inner))
  }
}

/** What stands in this very scope, class, interface, enum or object; what may stand there often is left out. */
function namesIn(node: ts.Node): readonly string[] {
  if (ts.isSourceFile(node) || ts.isBlock(node) || ts.isModuleBlock(node)) {
    return node.statements.flatMap(namesOfStatement)
  }
  if (ts.isClassLike(node)) {
    return node.members.flatMap(nameOfMember)
  }
  if (ts.isInterfaceDeclaration(node) || ts.isTypeLiteralNode(node)) {
    return node.members.filter(ts.isPropertySignature).flatMap(({ name }) => keyOf(name))
  }
  if (ts.isEnumDeclaration(node)) {
    return node.members.flatMap(({ name }) => keyOf(name))
  }
  if (ts.isObjectLiteralExpression(node)) {
    return node.properties.flatMap((property) =>
      property.name === undefined ? [] : keyOf(property.name, accessOf(property)),
    )
  }
  return []
}

/** Values and types are two worlds: a constant and a type may share a name, two constants may not. */
function namesOfStatement(statement: ts.Statement): readonly string[] {
  if (ts.isImportDeclaration(statement)) {
    const { name, namedBindings } = statement.importClause ?? {}
    const names = [...(name === undefined ? [] : [name.text]), ...namesOfBindings(namedBindings)]
    return names.flatMap((one) => [`value ${one}`, `type ${one}`])
  }
  if (ts.isVariableStatement(statement)) {
    const isOnce = (statement.declarationList.flags & ts.NodeFlags.BlockScoped) !== 0
    return isOnce ? statement.declarationList.declarations.flatMap(({ name }) => namesOfPattern(name)) : []
  }
  if (ts.isExportDeclaration(statement)) {
    const { exportClause } = statement
    return exportClause !== undefined && ts.isNamedExports(exportClause)
      ? exportClause.elements.map(({ name }) => `export ${name.text}`)
      : []
  }
  if (ts.isExportAssignment(statement)) {
    return ['export default']
  }
  const isClass = ts.isClassDeclaration(statement)
  if (!isClass && !(ts.isFunctionDeclaration(statement) && statement.body !== undefined)) {
    return ts.isTypeAliasDeclaration(statement) ? [`type ${statement.name.text}`] : []
  }
  const isDefault = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) === true
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
  return ts.isNamespaceImport(bindings) ? [bindings.name.text] : bindings.elements.map(({ name }) => name.text)
}

function namesOfPattern(name: ts.BindingName): readonly string[] {
  return ts.isIdentifier(name)
    ? [`value ${name.text}`]
    : name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesOfPattern(element.name) : []))
}

/** An overload has no body, and stands beside others of its name. */
function nameOfMember(member: ts.ClassElement): readonly string[] {
  if (ts.isConstructorDeclaration(member)) {
    return member.body === undefined ? [] : ['constructor']
  }
  if (member.name === undefined || (ts.isMethodDeclaration(member) && member.body === undefined)) {
    return []
  }
  const isStatic = ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static
  return keyOf(member.name, `${isStatic ? 'static ' : ''}${accessOf(member)}`)
}

/** What reads and what writes a property are two. */
function accessOf(node: ts.Node): string {
  return ts.isGetAccessor(node) ? 'get ' : ts.isSetAccessor(node) ? 'set ' : ''
}

/** None where the name is computed. */
function keyOf(name: ts.PropertyName, before = ''): readonly string[] {
  return ts.isComputedPropertyName(name) ? [] : [`${before}${name.text}`]
}
