// Finds the functions that handle the requests of an application, where it is given them rather than adding them one by one.
import { ts } from 'ts-morph'
import type { WireMeta } from '../../templates/meta.ts'
import type { Application } from './applications.ts'
import { constantOf } from './comes-first.ts'
import { bare, type Source, walk } from './source.ts'

export function handlersOf({ source, made, receiver }: Application, { handlers }: WireMeta): readonly ts.Expression[] {
  const maker = bare(made)
  const given = ts.isCallExpression(maker) || ts.isNewExpression(maker) ? maker.arguments?.at(-1) : undefined
  const found = given !== undefined && !areOptions(source, given) ? [given] : []
  walk(source.file, (node) => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { expression: object, name } = node.expression
      const [event, handler] = node.arguments
      const isOfIt = bare(object) === maker || object.getText() === receiver
      const isAdding = handlers !== null && handlers.methods.includes(name.text)
      if (isOfIt && isAdding && handler !== undefined && event?.getText().slice(1, -1) === handlers.event) {
        found.push(handler)
      }
    }
  })
  return found
}

/** What the maker takes beside the function: `createServer({ key, cert })`. */
function areOptions(source: Source, argument: ts.Expression): boolean {
  const value = bare(argument)
  const meant = ts.isIdentifier(value) ? (constantOf(source.file, value.text) ?? value) : value
  return ts.isObjectLiteralExpression(meant)
}
