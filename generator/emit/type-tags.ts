// TypeScript's types as JSDoc tags.
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import { type DocComment, type DocTag, docWords, NO_DOC, parseDoc } from './doc-comment.ts'

/** A type on one line, as it stands between the braces of a tag. */
export function typeText(node: ts.Node): string {
  const printer = compiler().createPrinter({ removeComments: true })
  const text = printer.printNode(compiler().EmitHint.Unspecified, node, node.getSourceFile())
  return text
    .replace(/\s*\n\s*/g, ' ')
    .replace(/'(?:[^'\\]|\\.)*'|; (?=\})/g, (match) => (match === '; ' ? ' ' : match))
    .replaceAll('*/', '*\\/')
}

/** The type of `new Map<A, B>()`, which JavaScript can't write there; undefined for anything else. */
export function constructedType(node: ts.Expression | undefined): string | undefined {
  return node !== undefined && compiler().isNewExpression(node) && node.typeArguments !== undefined
    ? `${node.expression.getText()}<${node.typeArguments.map(typeText).join(', ')}>`
    : undefined
}

/** The doc comment right above a node, and where it stands. */
export function docOf(node: ts.Node): { doc: DocComment; range: ts.CommentRange | undefined } {
  const file = node.getSourceFile()
  const comments = compiler().getLeadingCommentRanges(file.text, node.getFullStart()) ?? []
  const range = comments.findLast(({ pos }) => file.text.startsWith('/**', pos))
  return { doc: range === undefined ? NO_DOC : parseDoc(file.text.slice(range.pos, range.end)), range }
}

export function templateTags(node: {
  readonly typeParameters?: ts.NodeArray<ts.TypeParameterDeclaration> | undefined
}): readonly DocTag[] {
  return (node.typeParameters ?? []).map(({ name, constraint, default: fallback, modifiers }) => {
    const bound = constraint === undefined ? '' : `{${typeText(constraint)}} `
    const prefix = modifiers === undefined ? '' : 'const '
    return {
      name: 'template',
      text: `${bound}${prefix}${fallback ? `[${name.text}=${typeText(fallback)}]` : name.text}`,
    }
  })
}

/** Everything about a function's types: `@template`, `@this`, `@param`, `@returns`. */
export function signatureTags(node: ts.SignatureDeclaration): readonly DocTag[] {
  const parameters = node.parameters.map((parameter, index): DocTag | undefined => {
    if (parameter.type === undefined) {
      return undefined
    }
    const type = typeText(parameter.type)
    const name = compiler().isIdentifier(parameter.name)
      ? parameter.name.text
      : `options${index === 0 ? '' : index + 1}`
    if (name === 'this') {
      return { name: 'this', text: `{${type}}` }
    }
    const isOptional = parameter.questionToken !== undefined || parameter.initializer !== undefined
    return { name: 'param', text: `{${type}} ${isOptional ? `[${name}]` : name}` }
  })
  return [
    ...templateTags({ typeParameters: node.typeParameters }),
    ...parameters.filter((tag) => tag !== undefined),
    ...(node.type === undefined ? [] : [{ name: 'returns', text: `{${typeText(node.type)}}` }]),
  ]
}

/** An interface or a type alias as a `@typedef`. */
export function typedefDoc(node: ts.InterfaceDeclaration | ts.TypeAliasDeclaration): DocComment {
  const { doc } = docOf(node)
  const typedef = compiler().isInterfaceDeclaration(node)
    ? interfaceTags(node)
    : [{ name: 'typedef', text: `{${typeText(node.type)}} ${node.name.text}` }]
  return { description: doc.description, tags: [...templateTags(node), ...typedef, ...doc.tags] }
}

function interfaceTags(node: ts.InterfaceDeclaration): readonly DocTag[] {
  const bases = node.heritageClauses?.flatMap(({ types }) => types.map(typeText)) ?? []
  const properties = propertyTags(node)
  if (bases.length === 0 && properties !== undefined) {
    return [{ name: 'typedef', text: `{object} ${node.name.text}` }, ...properties]
  }
  const own = node.members.length === 0 ? [] : [`{ ${node.members.map(memberText).join('; ')} }`]
  return [{ name: 'typedef', text: `{${[...bases, ...own].join(' & ')}} ${node.name.text}` }]
}

/** A `@property` for each member; undefined if one has no name of the plain kind. */
function propertyTags(node: ts.InterfaceDeclaration): readonly DocTag[] | undefined {
  const names = new Set<string>()
  for (const member of node.members) {
    const isNamed = compiler().isPropertySignature(member) || compiler().isMethodSignature(member)
    if (!isNamed || !compiler().isIdentifier(member.name)) {
      return undefined
    }
    names.add(member.name.text)
  }
  return [...names].map((name) => {
    const members = node.members.filter((member) => member.name?.getText() === name)
    const words = members.map((member) => docWords(docOf(member).doc)).filter((text) => text !== '')
    const isOptional = members.some(({ questionToken }) => questionToken !== undefined)
    const text = `{${memberType(members)}} ${isOptional ? `[${name}]` : name}`
    return { name: 'property', text: [text, words.join('\n')].join(' ').trim() }
  })
}

function memberType(members: readonly ts.TypeElement[]): string {
  const [first] = members
  if (first !== undefined && compiler().isPropertySignature(first)) {
    return first.type === undefined ? 'unknown' : typeText(first.type)
  }
  const signatures = members.filter(compiler().isMethodSignature).map((method) => ({
    parameters: `${printTypeParameters(method)}(${method.parameters.map(typeText).join(', ')})`,
    result: method.type === undefined ? 'unknown' : typeText(method.type),
  }))
  const [only] = signatures
  return signatures.length === 1 && only !== undefined
    ? `${only.parameters} => ${only.result}`
    : `{ ${signatures.map(({ parameters, result }) => `${parameters}: ${result}`).join('; ')} }`
}

function printTypeParameters({ typeParameters }: ts.MethodSignature): string {
  return typeParameters === undefined ? '' : `<${typeParameters.map(typeText).join(', ')}>`
}

function memberText(member: ts.TypeElement): string {
  return typeText(member).replace(/[;,]$/, '')
}
