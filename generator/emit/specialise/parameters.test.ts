import { describe, expect, it } from 'vitest'
import { dropParameters } from './parameters.ts'

type Files = Readonly<Record<string, string>>

function dropped(files: Files): Files {
  return Object.fromEntries(dropParameters(new Map(Object.entries(files)), new Set(['index.ts'])))
}

describe('dropParameters', () => {
  it.each<[string, Files, Files]>([
    [
      'one in the middle, with its argument',
      { 'a.ts': 'function f(a, b, c) {\n  return a + c\n}\nf(1, g(), 3)\n' },
      { 'a.ts': 'function f(a, c) {\n  return a + c\n}\nf(1, 3)\n' },
    ],
    [
      'the last one, whether or not it is given',
      { 'a.ts': 'function f(a, b = 1) {\n  return a\n}\nf(1)\nf(1, 2)\n' },
      { 'a.ts': 'function f(a, ) {\n  return a\n}\nf(1)\nf(1, )\n' },
    ],
    [
      'across files, and what only passed it on',
      {
        'a.ts': "import { f } from './b.js'\nexport function g(a, b) {\n  return f(a, b)\n}\n",
        'b.ts': 'export function f(a, b) {\n  return b\n}\n',
        'c.ts': "import { g as h } from './a.js'\nh(1, 2)\n",
      },
      {
        'a.ts': "import { f } from './b.js'\nexport function g(b) {\n  return f(b)\n}\n",
        'b.ts': 'export function f(b) {\n  return b\n}\n',
        'c.ts': "import { g as h } from './a.js'\nh(2)\n",
      },
    ],
    [
      'a private method',
      { 'a.ts': 'class A {\n  #f(a, b) {\n    return b\n  }\n  g() {\n    return this.#f(1, 2)\n  }\n}\n' },
      { 'a.ts': 'class A {\n  #f(b) {\n    return b\n  }\n  g() {\n    return this.#f(2)\n  }\n}\n' },
    ],
    [
      'with what the doc comment says of it',
      {
        'a.ts':
          '/**\n * Adds.\n *\n * @param a The one.\n * @param b The other,\n *   which is long.\n * @param c The third.\n * @returns More.\n */\nfunction f(a, b, c) {\n  return a + c\n}\nf(1, 2, 3)\n',
      },
      {
        'a.ts':
          '/**\n * Adds.\n *\n * @param a The one.\n * @param c The third.\n * @returns More.\n */\nfunction f(a, c) {\n  return a + c\n}\nf(1, 3)\n',
      },
    ],
  ])('drops %s', (_, files, result) => {
    expect(dropped(files)).toEqual(result)
  })

  it.each<[string, Files]>([
    ['a function of the user', { 'index.ts': "export { f } from './a.js'\n", 'a.ts': 'export function f(a) {}\n' }],
    ['a function of the index', { 'index.ts': 'export function f(a) {}\n' }],
    ['a function that is passed on', { 'a.ts': 'function f(a, b) {\n  return b\n}\ng.map(f)\n' }],
    ['a function that is also written as a property', { 'a.ts': 'function f(a, b) {\n  return b\n}\ng({ f })\n' }],
    ['a function that takes spread arguments', { 'a.ts': 'function f(a, b) {\n  return b\n}\nf(...g)\n' }],
    [
      'overloads',
      { 'a.ts': 'function f(a: 1): 1\nfunction f(a: 2): 2\nfunction f(a: unknown): unknown {\n  return 1\n}\nf(1)\n' },
    ],
    ['a method that others may override', { 'a.ts': 'class A {\n  f(a) {}\n}\nnew A().f(1)\n' }],
    ['an argument that does something', { 'a.ts': 'async function f(a) {}\nf(await g())\nf(b = 1)\nf(c++)\n' }],
    [
      'rest, this, destructured and underscored parameters',
      { 'a.ts': 'function f(this: A, _a, { b }, ...c) {}\nf(1, 2, 3)\n' },
    ],
    [
      'a parameter that a type or a default reads',
      { 'a.ts': 'function f(a, b, c = b): a is string {\n  return c\n}\nf(1, 2)\n' },
    ],
  ])('keeps %s', (_, files) => {
    expect(dropped(files)).toEqual(files)
  })
})
