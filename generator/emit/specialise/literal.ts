// Values as source text: one encoder for each place that text from a config can reach.
import type { ts } from 'ts-morph'
import { compiler } from '../../compiler.ts'
import type { SpecValue } from '../../../templates/meta.ts'
import { GeneratorError } from '../../errors.ts'

/** Control, format and separator characters, and halves of surrogate pairs: what an editor shows as nothing, or reorders. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/** A value of `spec` as an expression: a person's own spelling of a number, where there is one. */
export function literal(value: SpecValue): string {
  if (value === null || typeof value === 'boolean') {
    return String(value)
  }
  if (typeof value === 'string') {
    return stringLiteral(value)
  }
  if (value instanceof RegExp) {
    return regExpLiteral(value)
  }
  if (isList(value)) {
    return `[${value.map(stringLiteral).join(', ')}]`
  }
  return typeof value === 'number' ? numberLiteral(value) : spelledNumber(value.value, value.text)
}

export function isList(value: SpecValue): value is readonly string[] {
  return Array.isArray(value)
}

/** A string in single quotes. */
export function stringLiteral(value: string): string {
  return `'${value.replace(/[\\']/g, '\\$&').replace(UNSEEN, escapeUnseen)}'`
}

export function numberLiteral(value: number): string {
  if (!Number.isFinite(value)) {
    throw unencodable(`${value} is not a number that code can hold`)
  }
  return Object.is(value, -0) ? '-0' : String(value)
}

/** A regular expression between slashes. */
export function regExpLiteral(value: RegExp): string {
  // A backslash before a character that is escaped here would escape the escape.
  const source = value.source.replace(
    /\\?([\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}])|\\[^]/gu,
    (match: string, unseen?: string) => (unseen === undefined ? match : codeUnits(unseen)),
  )
  return `/${source}/${value.flags}`
}

/** Text between the backquotes of a template. */
export function templateText(value: string): string {
  return value.replace(/[\\`]|\$(?=\{)|\$$|^\{/g, '\\$&').replace(UNSEEN, escapeUnseen)
}

/** The name of a property in an object literal or a type. `__proto__` is computed: written plainly it sets the prototype. */
export function propertyKey(name: string): string {
  if (name === '__proto__') {
    return "['__proto__']"
  }
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) ? name : stringLiteral(name)
}

/** Text inside a comment of either form, on one line; it cannot end the comment or pass for a tag. */
export function commentText(value: string): string {
  return value
    .replace(/\s+/g, ' ')
    .replace(UNSEEN, codeUnits)
    .replace(/\*(?=\/)/g, '*\\')
    .replace(/^\/|\*$|(?<=^| )@/g, (match) => (match === '*' ? '*\\' : `\\${match}`))
}

/** Text as it shall read on a Markdown page, in a table too. */
export function markdownText(value: string): string {
  return value
    .replace(/\s+/g, ' ')
    .replace(UNSEEN, codeUnits)
    .replace(/[\\`*_[\]<>&|~]|^[#+=-]|^\d+(?=[.)])/g, (match) => (/^\d/.test(match) ? `${match}\\` : `\\${match}`))
}

/** A Markdown code span. */
export function markdownCode(value: string): string {
  const text = value.replace(/\s+/g, ' ').replace(UNSEEN, codeUnits)
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  const space = /^[` ]|[` ]$|^$/.test(text) ? ' ' : ''
  return `${fence}${space}${text}${space}${fence}`
}

/** Of a number that is spelled as a product, as all that the plan spells; null for another spelling. */
export function factorsOf(text: string): readonly number[] | null {
  return /^(0|[1-9]\d*(_\d+)*)( \* (0|[1-9]\d*(_\d+)*))*$/.test(text)
    ? text.split(' * ').map((factor) => Number(factor.replaceAll('_', '')))
    : null
}

function spelledNumber(value: number, text: string): string {
  if (factorsOf(text)?.reduce((product, factor) => product * factor) === value) {
    return text
  }
  const [statement] = compiler().createSourceFile('number.ts', `(${text})`, compiler().ScriptTarget.Latest).statements
  const isWhole = statement?.end === text.length + 2 && /^[\d_.()*+ -]+( \/ [\d_.()*+ -]+)*$/.test(text)
  if (!isWhole || !compiler().isExpressionStatement(statement) || compute(statement.expression) !== value) {
    throw unencodable(`${JSON.stringify(text)} does not spell ${value}`)
  }
  return text
}

/** The value of products and sums of plain numbers; NaN for anything else. */
function compute(node: ts.Expression): number {
  if (compiler().isParenthesizedExpression(node)) {
    return compute(node.expression)
  }
  if (compiler().isNumericLiteral(node)) {
    return Number(node.text)
  }
  if (!compiler().isBinaryExpression(node)) {
    return Number.NaN
  }
  const [left, right] = [compute(node.left), compute(node.right)]
  switch (node.operatorToken.kind) {
    case compiler().SyntaxKind.AsteriskToken:
      return left * right
    case compiler().SyntaxKind.PlusToken:
      return left + right
    case compiler().SyntaxKind.MinusToken:
      return left - right
    case compiler().SyntaxKind.SlashToken:
      return left / right
    default:
      return Number.NaN
  }
}

function escapeUnseen(character: string): string {
  const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }
  return short[character] ?? codeUnits(character)
}

function codeUnits(text: string): string {
  return text
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}

function unencodable(message: string): GeneratorError {
  return new GeneratorError({ code: 'value-invalid', message, hint: 'Change the value in your config' })
}
