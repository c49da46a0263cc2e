import * as fc from 'fast-check'
import { runInNewContext } from 'node:vm'
import { ts } from 'ts-morph'
import { describe, expect, it } from 'vitest'
import { GeneratorError } from '../../errors.ts'
import {
  commentText,
  literal,
  markdownCode,
  markdownText,
  numberLiteral,
  propertyKey,
  regExpLiteral,
  stringLiteral,
  templateText,
} from './literal.ts'

const NUL = String.fromCharCode(0)

const HOSTILE = [
  "'",
  '"',
  '\\',
  '`',
  '${',
  '{',
  '$',
  '*/',
  '/*',
  '//',
  '-->',
  '\n',
  '\r',
  '\r\n',
  '\u2028',
  '\u2029',
  '\0',
  '\ud800',
  '\udc00',
  '\u202e',
  '\ufeff',
  '__proto__',
  '@when spec.x',
  '@ts-nocheck',
  ' @type {any}',
  '</script>',
  'constructor',
  '😀',
  'é',
  'plain',
] as const

/** Text built of what breaks out of one context or another. */
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary' })), { maxLength: 8 })
  .map((parts) => parts.join(''))

/** The kinds of all nodes: what a text means to the compiler, without the values. */
function shapeOf(code: string): string {
  const file = ts.createSourceFile('a.ts', code, ts.ScriptTarget.Latest, true)
  const shape = (node: ts.Node): string => `${node.kind}(${node.getChildren(file).map(shape).join()})`
  expect((file as unknown as { parseDiagnostics: unknown[] }).parseDiagnostics).toEqual([])
  return shape(file)
}

function evaluated(code: string): unknown {
  return runInNewContext(`(${code})`)
}

describe('string literals', () => {
  it('come back as the same value, in one token', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        expect(evaluated(stringLiteral(value))).toBe(value)
        expect(shapeOf(`f(${stringLiteral(value)})`)).toBe(shapeOf("f('benign')"))
      }),
    )
  })

  it('show what an editor would not', () => {
    expect(stringLiteral('a\u202e\u0000\n\t\ud800é😀')).toBe("'a\\u202e\\u0000\\n\\t\\ud800é😀'")
  })
})

describe('template text', () => {
  it('comes back as the same value, with something on each side', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        expect(evaluated(`\`\${1}${templateText(value)}\${2}\``)).toBe(`1${value}2`)
        expect(evaluated(`\`$${templateText(`${value}x`)}{\``)).toBe(`$${value}x{`)
        expect(evaluated(`\`$${templateText(`x${value}`)}{\``)).toBe(`$x${value}{`)
        expect(shapeOf(`f(\`\${a}${templateText(value)}\${b}\`)`)).toBe(shapeOf('f(`${a}benign${b}`)'))
      }),
    )
  })
})

describe('property keys', () => {
  it('name the own property that they say', () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const object = evaluated(`{ ${propertyKey(name)}: 1 }`) as object
        expect(Object.entries(object)).toEqual([[name, 1]])
      }),
    )
  })

  it.each([
    ['cart', 'cart'],
    ['user_id', 'user_id'],
    ['class', 'class'],
    ['user-id', "'user-id'"],
    ['1a', "'1a'"],
    ['', "''"],
    ['__proto__', "['__proto__']"],
  ])('%s', (name, key) => {
    expect(propertyKey(name)).toBe(key)
  })
})

describe('numbers', () => {
  it('come back as the same value', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(evaluated(numberLiteral(value))).toBe(value)
      }),
    )
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('%s is refused', (value) => {
    expect(() => numberLiteral(value)).toThrow(GeneratorError)
  })

  it('are spelled as a person would, if the spelling has the value', () => {
    expect(literal({ value: 1_209_600, text: '14 * 24 * 60 * 60' })).toBe('14 * 24 * 60 * 60')
    expect(literal({ value: 4_000, text: '4_000' })).toBe('4_000')
    expect(literal({ value: 17, text: '(10 - 5) * 3 + 2' })).toBe('(10 - 5) * 3 + 2')
    expect(literal({ value: 90, text: '(15 * 60) / 10' })).toBe('(15 * 60) / 10')
  })

  it.each([
    '14',
    '1 + f()',
    '5)',
    '5); f(',
    '5 // x',
    '5 /* x */',
    'x',
    '',
    '5, 5',
    '11 % 6',
    '10 //2',
    '5 / /* x */ 1',
  ])('%s does not spell 5', (text) => {
    expect(() => literal({ value: 5, text })).toThrow(GeneratorError)
  })
})

describe('regular expressions', () => {
  it.each([
    /^\/health$/,
    /[/]/g,
    new RegExp('/'),
    new RegExp(''),
    new RegExp(`\n\r\u2028\u2029${NUL}`),
    new RegExp('\\\n'),
    new RegExp('\\\u202e'),
    new RegExp('\ud800'),
    new RegExp('\\\ud800'),
    new RegExp('😀\u{1d173}', 'u'),
    new RegExp('\\\\\u202e'),
    /\p{L}+(?<name>a|b)\k<name>/iu,
  ])('%s', (value) => {
    const back = evaluated(regExpLiteral(value)) as RegExp
    expect(back.flags).toBe(value.flags)
    for (const text of [...HOSTILE, '/', '/health', '\\', '\\\u202e', '😀\u{1d173}', 'aa', '\n\r\u2028\u2029\0']) {
      expect(back.test(text)).toBe(new RegExp(value).test(text))
      back.lastIndex = 0
    }
    expect(shapeOf(`f(${regExpLiteral(value)})`)).toBe(shapeOf('f(/benign/)'))
  })

  it('of any pattern that compiles', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom('', 'i', 'g'), (source, flags) => {
        let pattern: RegExp
        try {
          pattern = new RegExp(source, flags)
        } catch {
          return
        }
        expect(shapeOf(`f(${regExpLiteral(pattern)})`)).toBe(shapeOf('f(/benign/)'))
        const match = (pattern: RegExp): string | undefined => new RegExp(pattern).exec(source)?.[0]
        expect(match(evaluated(regExpLiteral(pattern)) as RegExp)).toBe(match(pattern))
      }),
    )
  })
})

describe('comments', () => {
  it('hold any text without ending, and without a tag of its own', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const comment = commentText(text)
        expect(shapeOf(`/**${comment}*/ f() // ${comment}\ng()`)).toBe(shapeOf('/** benign */ f() // benign\ng()'))
        const file = ts.createSourceFile('a.js', `/**${comment}*/ function f() {}`, ts.ScriptTarget.Latest, true)
        expect(file.statements.flatMap((statement) => ts.getJSDocTags(statement))).toEqual([])
      }),
    )
  })
})

describe('Markdown', () => {
  it.each([
    ['a *b* _c_ `d`', 'a \\*b\\* \\_c\\_ \\`d\\`'],
    ['<script>', '\\<script\\>'],
    ['[a](b) | c', '\\[a\\](b) \\| c'],
    ['# head\nline', '\\# head line'],
    ['1. item', '1\\. item'],
    ['create-session 1.0', 'create-session 1.0'],
  ])('%s', (text, result) => {
    expect(markdownText(text)).toBe(result)
  })

  it.each([
    ['SESSION_SECRETS', '`SESSION_SECRETS`'],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['a\n```\nb', '````a ``` b````'],
  ])('code: %s', (text, result) => {
    expect(markdownCode(text)).toBe(result)
  })
})
