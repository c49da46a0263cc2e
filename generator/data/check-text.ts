// The code that checks session data: for each field what it may be, as a careful person would write it.
import { literalText, propertyName } from './print.ts'
import type { Field, NumberShape, ObjectShape, Shape, StringShape } from './shape.ts'

export interface CheckText {
  /** The members of a table: `name: (value) => …,`. */
  readonly checks: string
  /** Functions that these call, one after the other. */
  readonly functions: string
  readonly usesObjects: boolean
}

export function checkText({ fields }: ObjectShape): CheckText {
  const writer = new Writer()
  const checks = fields.map(({ name, shape }) => {
    const test = writer.test(shape, 'value', [name])
    return `${propertyName(name)}: ${test.startsWith('is') && test.endsWith('(value)') ? test.slice(0, -'(value)'.length) : `(value) => ${test}`},`
  })
  return { checks: checks.join('\n'), functions: writer.functions.join('\n\n'), usesObjects: writer.usesObjects }
}

/** Writes each object, and what is not one condition, as a function of its own. */
class Writer {
  readonly functions: string[] = []
  readonly #names = new Set<string>(['isObject'])
  usesObjects = false

  /** A condition on a value, by its name. */
  test(shape: Shape, value: string, path: readonly string[]): string {
    switch (shape.kind) {
      case 'string':
        return stringTest(shape, value)
      case 'number':
        return numberTest(shape, value)
      case 'boolean':
        return `typeof ${value} === 'boolean'`
      case 'unknown':
        return `${value} !== undefined`
      case 'literal':
        return either(shape.values.map((literal) => `${value} === ${literalText(literal)}`))
      case 'union':
        return either(shape.options.map((option) => this.test(option, value, path)))
      case 'array': {
        const lengths = [
          ...(shape.min > 0 ? [`${value}.length >= ${shape.min}`] : []),
          ...(Number.isFinite(shape.max) ? [`${value}.length <= ${shape.max}`] : []),
        ]
        return [`Array.isArray(${value})`, ...lengths, this.#each(value, shape.element, path)].join(' && ')
      }
      case 'record':
        this.usesObjects = true
        return `isObject(${value}) && ${this.#each(`Object.values(${value})`, shape.value, path)}`
      case 'object':
        return `${this.#object(shape, path)}(${value})`
    }
  }

  #each(list: string, shape: Shape, path: readonly string[]): string {
    const test = this.test(shape, 'item', [...path, 'item'])
    const name = /^(is\w+)\(item\)$/.exec(test)?.[1]
    return `${list}.every(${name ?? `(item: unknown) => ${test}`})`
  }

  #object({ fields, others }: ObjectShape, path: readonly string[]): string {
    this.usesObjects = true
    const name = this.#nameOf(path)
    const tests = fields.map((field) => this.#field(field, path))
    const names = fields.map((field) => literalText(field.name)).join(', ')
    const strict = others === 'refused' ? [`Object.keys(value).every((name) => [${names}].includes(name))`] : []
    this.functions.push(
      `function ${name}(value: unknown): boolean {\n  return ${['isObject(value)', ...strict, ...tests].join(' && ')}\n}`,
    )
    return name
  }

  #field({ name, shape, isOptional }: Field, path: readonly string[]): string {
    const value = `value[${literalText(name)}]`
    const test = this.test(shape, value, [...path, name])
    return isOptional ? either([`${value} === undefined`, test]) : parenthesized(test)
  }

  #nameOf(path: readonly string[]): string {
    const words = path.flatMap((step) => step.match(/[A-Za-z0-9]+/g) ?? ['field'])
    const base = `is${words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join('')}`
    let name = base
    for (let count = 2; this.#names.has(name); count += 1) {
      name = `${base}${count}`
    }
    this.#names.add(name)
    return name
  }
}

function stringTest({ min, max, patterns, prefixes, suffixes }: StringShape, value: string): string {
  return [
    `typeof ${value} === 'string'`,
    ...(min > 0 ? [`${value}.length >= ${min}`] : []),
    ...(Number.isFinite(max) ? [`${value}.length <= ${max}`] : []),
    ...prefixes.map((prefix) => `${value}.startsWith(${literalText(prefix)})`),
    ...suffixes.map((suffix) => `${value}.endsWith(${literalText(suffix)})`),
    ...patterns.map((pattern) => `${pattern}.test(${value})`),
  ].join(' && ')
}

function numberTest({ isInteger, bounds }: NumberShape, value: string): string {
  return [
    `typeof ${value} === 'number'`,
    `Number.${isInteger ? 'isSafeInteger' : 'isFinite'}(${value})`,
    ...bounds.map((bound) => `${value} ${bound.operator} ${bound.value}`),
  ].join(' && ')
}

function either(tests: readonly string[]): string {
  return tests.length === 1 ? (tests[0] ?? 'true') : `(${tests.map(parenthesized).join(' || ')})`
}

function parenthesized(test: string): string {
  return /&&/.test(test) ? `(${test})` : test
}
