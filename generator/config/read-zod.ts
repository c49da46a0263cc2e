// Reads a zod schema from its syntax: methods of zod, from a list of those that only describe, called on literals. Nothing of
// the config is executed.
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import { z } from 'zod'

/** Makers of schemas: `z.string()`, `z.iso.datetime()`. */
const MAKERS: ReadonlySet<string> = new Set(
  (
    'object strictObject looseObject string number int boolean null literal enum array record union ' +
    'discriminatedUnion nullable optional nullish unknown any tuple date bigint map set undefined email ' +
    'uuid guid ulid nanoid cuid2 url iso.date iso.datetime'
  ).split(' '),
)

/** Methods of schemas that take literals and schemas. */
const METHODS: ReadonlySet<string> = new Set(
  (
    'min max length nonempty regex startsWith endsWith int gt gte lt lte positive negative nonnegative ' +
    'nonpositive optional nullable nullish describe meta strict loose readonly array or extend pick omit ' +
    'partial required default trim toLowerCase email uuid url datetime date multipleOf'
  ).split(' '),
)

/**
 * @param evaluate Reads an argument: a literal, or a schema.
 * @returns The schema; undefined where the node is no such call.
 */
export function readZod(
  source: ts.SourceFile,
  node: ts.Node,
  evaluate: (argument: ts.Expression) => unknown,
): z.ZodType | undefined {
  if (!compiler().isCallExpression(node) || !compiler().isPropertyAccessExpression(node.expression)) {
    return undefined
  }
  const { expression, name } = node.expression
  const make = makerOf(source, node.expression)
  const receiver = make === null ? readZod(source, expression, evaluate) : undefined
  const call = make ?? (receiver !== undefined && METHODS.has(name.text) ? methodOf(receiver, name.text) : undefined)
  if (call === undefined) {
    return undefined
  }
  const schema: unknown = call(...node.arguments.map(evaluate))
  return schema instanceof z.ZodType ? schema : undefined
}

/** Whether a path leads into the fields of an object schema: the literal that lists them. */
export function fieldsOf(node: ts.Node): ts.ObjectLiteralExpression | undefined {
  if (!compiler().isCallExpression(node)) {
    return undefined
  }
  const [first] = node.arguments
  if (first !== undefined && compiler().isObjectLiteralExpression(first)) {
    return first
  }
  return compiler().isPropertyAccessExpression(node.expression) ? fieldsOf(node.expression.expression) : undefined
}

type Call = (...args: readonly unknown[]) => unknown

function makerOf(source: ts.SourceFile, callee: ts.PropertyAccessExpression): Call | null {
  const path = callee.getText(source).replaceAll(/\s+/g, '').split('.')
  const [root = '', ...names] = path
  if (!isZod(source, root) || !MAKERS.has(names.join('.'))) {
    return null
  }
  const maker = names.reduce<unknown>((from, name) => Reflect.get(from as object, name), z)
  return (...args) => Reflect.apply(maker as Call, z, args)
}

function methodOf(schema: z.ZodType, name: string): Call | undefined {
  const method: unknown = Reflect.get(schema, name)
  return typeof method === 'function' ? (...args) => Reflect.apply(method, schema, args) : undefined
}

/** `import { z } from 'create-session'` or from zod itself, whose schemas say the same. */
function isZod(source: ts.SourceFile, name: string): boolean {
  return source.statements.some((statement) => {
    if (!compiler().isImportDeclaration(statement) || !compiler().isStringLiteral(statement.moduleSpecifier)) {
      return false
    }
    const { text } = statement.moduleSpecifier
    const bindings = statement.importClause?.namedBindings
    if (bindings === undefined || !(text === 'create-session' || text === 'zod' || text === 'zod/v4')) {
      return false
    }
    return compiler().isNamespaceImport(bindings)
      ? bindings.name.text === name && text !== 'create-session'
      : bindings.elements.some(
          (element) => element.name.text === name && (element.propertyName ?? element.name).text === 'z',
        )
  })
}
