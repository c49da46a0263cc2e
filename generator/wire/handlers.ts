// Finds the functions that handle the requests of an application, where it is given them rather than adding them one by one.
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import type { WireMeta } from '../../templates/wire-meta.ts'
import { type Application, memberOf } from './applications.ts'
import { constantOf } from './comes-first.ts'
import { bare, type Source, walk } from './source.ts'

/** A function, or what names one; in an object also a method, and a member that has the function's name. */
export type Handler = ts.Expression | ts.MethodDeclaration | ts.ShorthandPropertyAssignment

export function handlersOf({ source, made, receiver }: Application, { handlers }: WireMeta): readonly Handler[] {
  const maker = bare(made)
  const found: Handler[] = givenTo(source, maker, handlers)
  const listening = handlers?.listening ?? null
  walk(source.file, (node) => {
    if (compiler().isCallExpression(node) && compiler().isPropertyAccessExpression(node.expression)) {
      const { expression: object, name } = node.expression
      const [event, handler] = node.arguments
      const isOfIt = bare(object) === maker || object.getText() === receiver
      const isAdding = listening !== null && listening.methods.includes(name.text)
      if (isOfIt && isAdding && handler !== undefined && event?.getText().slice(1, -1) === listening.event) {
        found.push(handler)
      }
    }
  })
  return found
}

/** The last argument of what makes an application, or what an object holds: `createServer({ key, cert }, handle)`, `serve({ fetch })`. */
function givenTo(source: Source, maker: ts.Expression, handlers: WireMeta['handlers']): Handler[] {
  const isCall = compiler().isCallExpression(maker) || compiler().isNewExpression(maker)
  const given = isCall ? (maker.arguments?.at(-1) ?? null) : maker
  const object = given === null ? null : objectOf(source, given)
  if (object === null) {
    return given === null ? [] : [given]
  }
  const { member = null, others = [] } = handlers ?? {}
  return (member === null ? [] : [member, ...others]).flatMap((name) => {
    const held = memberOf(object, name)
    return held === null ? [] : handlerIn(held)
  })
}

function handlerIn(member: ts.ObjectLiteralElementLike): Handler[] {
  if (compiler().isPropertyAssignment(member)) {
    return [member.initializer]
  }
  return compiler().isMethodDeclaration(member) || compiler().isShorthandPropertyAssignment(member) ? [member] : []
}

function objectOf(source: Source, argument: ts.Expression): ts.ObjectLiteralExpression | null {
  const value = bare(argument)
  const meant = compiler().isIdentifier(value) ? (constantOf(source.file, value.text) ?? value) : value
  return compiler().isObjectLiteralExpression(meant) ? meant : null
}
