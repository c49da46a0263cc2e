// The TypeScript type of session data, from its shape.
import { docText, propertyName, literalText } from './print.ts'
import type { Field, ObjectShape, Shape } from './shape.ts'

/** The members of `SessionData`. Each may be missing: a session begins empty. */
export function sessionDataMembers(shape: ObjectShape): string {
  return [...shape.fields.map((field) => member({ ...field, isOptional: true })), ...rest(shape)].join('\n')
}

function rest({ others }: ObjectShape): readonly string[] {
  return others === 'allowed' ? ['[key: string]: unknown'] : []
}

function member({ name, shape, isOptional, description }: Field): string {
  const comment = docText(description)
  const type = isOptional ? `?: ${typeText(shape)} | undefined` : `: ${typeText(shape)}`
  return `${comment === '' ? '' : `/** ${comment} */\n`}${propertyName(name)}${type}`
}

function typeText(shape: Shape): string {
  switch (shape.kind) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'unknown':
      return shape.kind
    case 'literal':
      return shape.values.map(literalText).join(' | ')
    case 'array':
      return `(${typeText(shape.element)})[]`
    case 'object':
      return `{\n${[...shape.fields.map(member), ...rest(shape)].join('\n')}\n}`
    case 'record':
      return `Record<string, ${typeText(shape.value)}>`
    case 'union':
      return `(${shape.options.map(typeText).join(' | ')})`
  }
}
