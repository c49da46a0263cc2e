import { describe, expect, it } from 'vitest'
import { GeneratorError } from '../errors.ts'
import { toJavaScript } from './javascript.ts'

/** `export {}` is added where a case is of types alone. */
function converted(source: string): string | undefined {
  return toJavaScript(new Map([['a.js', `${source}\n`]]))
    .get('a.js')
    ?.replace(/\n\nexport \{\}\n$|\n$/, '')
}

describe('toJavaScript', () => {
  it.each([
    ['a type import', "import type { A } from './a.js'\nf()", "/** @import { A } from './a.js' */\nf()"],
    [
      'imports of types and of values',
      "import b, { type A, c } from './a.js'\nimport type * as D from './d.js'\nimport './e.js'\n\nf()",
      "import b, { c } from './a.js'\nimport './e.js'\n\n/**\n * @import { A } from './a.js'\n * @import * as D from './d.js'\n */\n\nf()",
    ],
    [
      'a type export',
      "export { a, type A } from './a.js'",
      "export { a } from './a.js'\n/** @typedef {import('./a.js').A} A */",
    ],
    [
      'a type alias',
      '/** Doc. */\nexport type A = string | null',
      '/**\n * Doc.\n *\n * @typedef {string | null} A\n */',
    ],
    ['a type with text in it', "type A = { a: '; }' }", "/** @typedef {{ a: '; }' }} A */"],
    [
      'a generic type alias',
      'type A<T extends object = {}> = { a: T\n  b: T }',
      '/**\n * @template {object} [T={}]\n * @typedef {{ a: T; b: T }} A\n */',
    ],
    [
      'an interface',
      'interface A<T> {\n  /** The id. */\n  readonly id: string\n  name?: T\n  /**\n   * Saves.\n   *\n   * @returns Whether it did.\n   */\n  save(at: number): boolean\n}',
      '/**\n * @template T\n * @typedef {object} A\n * @property {string} id The id.\n * @property {T} [name]\n * @property {(at: number) => boolean} save Saves.\n * Returns Whether it did.\n */',
    ],
    ['an interface with bases', 'interface A extends B, C<D> {\n  e: 1\n}', '/** @typedef {B & C<D> & { e: 1 }} A */'],
    [
      'an index signature',
      'interface A {\n  [key: string]: unknown\n}',
      '/** @typedef {{ [key: string]: unknown }} A */',
    ],
    [
      'overloads in an interface',
      'interface A {\n  f(): void\n  f(a: 1): 2\n}',
      '/**\n * @typedef {object} A\n * @property {{ (): void; (a: 1): 2 }} f\n */',
    ],
    ['a variable', 'const a: string = b', '/** @type {string} */\nconst a = b'],
    ['variables', 'let a: string, b: 1', 'let /** @type {string} */ a, /** @type {1} */ b'],
    [
      'a documented variable',
      '/** Doc. */\nexport const a: string = b',
      '/**\n * Doc.\n *\n * @type {string}\n */\nexport const a = b',
    ],
    ['a constructed variable', 'const a = new Map<string, 1>()', '/** @type {Map<string, 1>} */\nconst a = new Map()'],
    ['a constructed value', 'f(new Map<string, 1>())', 'f(/** @type {Map<string, 1>} */ (new Map()))'],
    [
      'a function',
      '/**\n * Doc.\n *\n * @param b The b.\n * @returns Its length.\n * @throws {E} never.\n */\nexport function f<T>(a: T, b?: 1, c: 2 = 2, ...d: 3[]): number {\n  return 1\n}',
      '/**\n * Doc.\n *\n * @template T\n * @param {T} a\n * @param {1} [b] The b.\n * @param {2} [c]\n * @param {3[]} d\n * @returns {number} Its length.\n * @throws {E} never.\n */\nexport function f(a, b, c = 2, ...d) {\n  return 1\n}',
    ],
    [
      'a guard',
      'function f(a: unknown): a is string {\n  return g(a)\n}',
      '/**\n * @param {unknown} a\n * @returns {a is string}\n */\nfunction f(a) {\n  return g(a)\n}',
    ],
    ['this', 'function f(this: A, b: 1) {}', '/**\n * @this {A}\n * @param {1} b\n */\nfunction f(b) {}'],
    [
      'destructured parameters',
      'const f = ({ a }: A = {}): B => a',
      '/**\n * @param {A} [options]\n * @returns {B}\n */\nconst f = ({ a } = {}) => a',
    ],
    [
      'functions inside expressions',
      'f((a: A, b?: B): C => a)',
      'f(/** @returns {C} */ (/** @type {A} */ a, /** @type {B=} */ b) => a)',
    ],
    ['functions inside a typed variable', 'const f: F = (a) => a', '/** @type {F} */\nconst f = (a) => a'],
    [
      'members of an object',
      'f({\n  a: (b: 1) => b,\n  c(d: 2): 3 {},\n})',
      'f({\n  /** @param {1} b */\n  a: (b) => b,\n  /**\n   * @param {2} d\n   * @returns {3}\n   */\n  c(d) {},\n})',
    ],
    [
      'overloads',
      'function f(a: 1): 1\nfunction f(a: 2): 2\nfunction f(a: unknown): unknown {}',
      '/**\n * @overload\n * @param {1} a\n * @returns {1}\n */\n/**\n * @overload\n * @param {2} a\n * @returns {2}\n */\n/**\n * @param {unknown} a\n * @returns {unknown}\n */\nfunction f(a) {}',
    ],
    ['a cast', 'f(a as A)', 'f(/** @type {A} */ (a))'],
    ['a cast in parentheses', 'f((a as A).b)', 'f(/** @type {A} */ (a).b)'],
    ['a cast of a cast', 'f(a as unknown as A)', 'f(/** @type {A} */ (/** @type {unknown} */ (a)))'],
    [
      'as const, satisfies, !',
      'f([a] as const, b satisfies B, c.d!)',
      'f(/** @type {const} */ ([a]), /** @satisfies {B} */ (b), /** @type {NonNullable<typeof c.d>} */ (c.d))',
    ],
    ['type arguments', 'f<A>(b)', 'f(b)'],
    [
      'type arguments on lines of their own',
      'const a = new Map<\n  string,\n  number\n>()',
      '/** @type {Map<string, number>} */\nconst a = new Map()',
    ],
    [
      'types inside functions',
      'function f() {\n  interface A {\n    b(): void\n  }\n}',
      'function f() {\n  /**\n   * @typedef {object} A\n   * @property {() => void} b\n   */\n}',
    ],
    ['text that would end a comment', "const a: '*/' = b", "/** @type {'*\\/'} */\nconst a = b"],
    ['what is caught', 'try {\n} catch (error: unknown) {\n}', 'try {\n} catch (error) {\n}'],
    [
      'a class',
      "/** Doc. */\nexport abstract class A<T> extends B<T> implements C, D<T> {\n  readonly #a: string\n  protected readonly b: 1 = 1\n  c?: () => void\n  private d = (e: 1): 2 => 2\n  override get f(): string {\n    return ''\n  }\n  protected abstract g(h: 1): 2\n}",
      "/**\n * Doc.\n *\n * @template T\n * @extends {B<T>}\n * @implements {C}\n * @implements {D<T>}\n */\nexport class A extends B {\n  /** @type {string} */\n  #a\n  /**\n   * @type {1}\n   * @protected\n   * @readonly\n   */\n  b = 1\n  /** @type {(() => void) | undefined} */\n  c\n  /**\n   * @private\n   * @param {1} e\n   * @returns {2}\n   */\n  d = (e) => 2\n  /** @returns {string} */\n  get f() {\n    return ''\n  }\n  /**\n   * @protected\n   * @param {1} h\n   * @returns {2}\n   */\n  g(h) {\n    throw new Error(`${this.constructor.name} does not implement g()`)\n  }\n}",
    ],
    [
      'plain JavaScript',
      '// Why.\nconst a = `b`\n\n/** Doc. */\nexport const c = (d) => d',
      '// Why.\nconst a = `b`\n\n/** Doc. */\nexport const c = (d) => d',
    ],
  ])('%s', (_, source, result) => {
    expect(converted(source)).toBe(result)
  })

  it('gives a generic type that is exported again its parameters', () => {
    const files = toJavaScript(
      new Map([
        ['a.js', 'export type A<T extends object> = T\n'],
        ['index.js', "export type { A } from './a.js'\n"],
      ]),
    )
    expect(files.get('index.js')).toContain("/**\n * @template {object} T\n * @typedef {import('./a.js').A<T>} A\n */")
  })

  it('puts additions to the types of another module beside the module', () => {
    const source =
      "import type { B, C } from './b.js'\n\nexport interface D {}\n\n/** Ours. */\ndeclare module 'express' {\n  interface Request {\n    b: B\n    d: D\n  }\n}\n\nexport const c = (e: C) => e\n"
    const files = toJavaScript(new Map([['src/a.js', source]]))
    expect([...files.keys()]).toEqual(['src/a.js', 'src/a-types.d.ts'])
    expect(files.get('src/a.js')).toMatch(/^\/\/\/ <reference path="\.\/a-types\.d\.ts" \/>\n/)
    expect(files.get('src/a.js')).not.toContain('declare')
    expect(files.get('src/a-types.d.ts')).toBe(
      "// What a.js adds to the types of other modules, for editors and type checkers.\nimport type { B } from './b.js'\nimport type { D } from './a.js'\n\n/** Ours. */\ndeclare module 'express' {\n  interface Request {\n    b: B\n    d: D\n  }\n}\n",
    )
  })

  it.each([
    'enum A { b }',
    'declare const a: string',
    'f(g()!)',
    'class A {\n  [key: string]: 1\n}',
    'interface A {}\nexport type { A }',
  ])('refuses %s', (source) => {
    expect(() => converted(source)).toThrow(GeneratorError)
  })
})
