import { describe, expect, it } from 'vitest'
import { GeneratorError } from '../../errors.ts'
import { fold } from './fold.ts'
import { expectFold, spec } from './fold.fixture.ts'

describe('statements', () => {
  it.each([
    [
      'a chosen branch takes the place of its statement',
      'if (spec.on) {\n  // why\n  a()\n  b()\n}\nc()',
      '// why\na()\nb()\nc()',
    ],
    [
      'a refused branch goes with its comments',
      'a()\n// about b\nif (spec.off) {\n  b() // b\n} // end\nc()',
      'a()\nc()',
    ],
    ['one blank line stays of two', 'a()\n\nif (spec.off) {\n  b()\n}\n\nc()', 'a()\n\nc()'],
    ['else is chosen', 'if (spec.off) {\n  a()\n} else {\n  // why\n  b()\n}', '// why\nb()'],
    ['else if is chosen', 'if (spec.off) {\n  a()\n} else if (spec.on) {\n  b()\n} else {\n  c()\n}', 'b()'],
    ['else if of nothing', 'if (spec.off) {\n  a()\n} else if (spec.off) {\n  b()\n}\nc()', 'c()'],
    [
      'a condition of the run time stays',
      'if (spec.on && x) {\n  a()\n} else {\n  b()\n}',
      'if (x) {\n  a()\n} else {\n  b()\n}',
    ],
    [
      'an else if becomes an else',
      'if (x) {\n  a()\n} else if (spec.on) {\n  b()\n}',
      'if (x) {\n  a()\n} else {\n  b()\n}',
    ],
    ['an else if goes away', 'if (x) {\n  a()\n} else if (spec.off) {\n  b()\n}', 'if (x) {\n  a()\n}'],
    [
      'an emptied else goes away',
      'if (x) {\n  a()\n} else {\n  if (spec.off) {\n    b()\n  }\n}',
      'if (x) {\n  a()\n}',
    ],
    ['a branch without braces', 'if (spec.on) a()\nelse b()', 'a()'],
    [
      'branches in branches',
      'if (spec.on) {\n  if (spec.off) {\n    a()\n  }\n  if (spec.on) {\n    b()\n  }\n}',
      'b()',
    ],
    [
      'what follows a return goes away',
      'function f() {\n  if (spec.on) {\n    return a\n  }\n  // the other way\n  const c = b\n  return c\n}',
      'function f() {\n  return a\n}',
    ],
    [
      'what follows stays where nothing returns',
      'function f() {\n  if (spec.off) {\n    return a\n  }\n  return b\n}',
      'function f() {\n  return b\n}',
    ],
    [
      'both branches return once one is chosen',
      'function f() {\n  if (x) {\n    return a\n  } else if (spec.on) {\n    return b\n  }\n  return c\n}',
      'function f() {\n  if (x) {\n    return a\n  } else {\n    return b\n  }\n}',
    ],
    ['a function may become empty', 'function f() {\n  if (spec.off) {\n    a()\n  }\n}', 'function f() {}'],
    [
      'names of two branches do not clash',
      'if (spec.on) {\n  const x = 1\n  f(x)\n} else {\n  const x = 2\n  f(x)\n}',
      'const x = 1\nf(x)',
    ],
  ])('%s', (_, source, result) => expectFold(source, result))
})

describe('@when', () => {
  it.each([
    ['a function', '// @when spec.off\n/** Doc. */\nexport function f() {}\n\ng()', 'g()'],
    [
      'a function that stays',
      '// @when spec.on\n/** Doc. */\nexport function f() {}',
      '/** Doc. */\nexport function f() {}',
    ],
    [
      'members of a class',
      'class A {\n  // @when spec.off\n  /** Doc. */\n  a(): void {}\n\n  // @when spec.on && !spec.off\n  readonly b = 1\n\n  c = 2\n}',
      'class A {\n  readonly b = 1\n\n  c = 2\n}',
    ],
    [
      'members of an interface',
      'interface A {\n  // @when spec.off\n  a: 1\n  /** B. */\n  b: 2\n}',
      'interface A {\n  /** B. */\n  b: 2\n}',
    ],
    [
      'members of an object',
      'f({\n  a,\n  // @when spec.off\n  b,\n  // @when spec.on\n  c,\n})',
      'f({\n  a,\n  c,\n})',
    ],
    ['the last element', 'f([\n  a,\n  // @when spec.off\n  b\n])', 'f([\n  a,\n])'],
    [
      'parameters and arguments',
      'f(\n  a,\n  // @when spec.off\n  b,\n  (\n    // @when spec.off\n    c: string,\n    d: string,\n  ) => {},\n)',
      'f(a, (d: string) => {})',
    ],
    [
      'an import, with a word',
      "// @when spec.mode === 'never'\nimport { a } from './a.ts'\nimport { b } from './b.ts'",
      "import { b } from './b.ts'",
    ],
    ['a statement in a function', 'function f() {\n  // @when spec.off\n  a()\n  b()\n}', 'function f() {\n  b()\n}'],
    [
      'a return that makes the rest unreachable',
      'function f() {\n  // @when spec.on\n  return a\n  return b\n}',
      'function f() {\n  return a\n}',
    ],
    ['an if of the run time', '// @when spec.on\nif (x) {\n  a(spec.name)\n}', "if (x) {\n  a('__Host-session')\n}"],
    ['choices inside what stays', '// @when spec.on\nif (spec.on) {\n  a()\n}', 'a()'],
  ])('%s', (_, source, result) => expectFold(source, result))

  it('keeps the line that heads the file', () => {
    const text =
      "// What it is for.\nimport { spec } from './spec.ts'\n// @when spec.off\nimport { a } from './a.ts'\n\nf(spec.on)\n"
    expect(fold('a.ts', text, spec)).toBe('// What it is for.\n\nf(true)\n')
  })

  it('keeps a comment that belongs to nothing', () => {
    const text = "import { spec } from './spec.ts'\n\n// About all below.\n\nif (spec.off) {\n  a()\n}\n\nb()\n"
    expect(fold('a.ts', text, spec)).toBe('// About all below.\n\nb()\n')
  })
})

describe('what does not fold', () => {
  it.each([
    ['f(spec)', 3],
    ["f(spec['name'])", 3],
    ['const { name } = spec', 3],
    ['type T = typeof spec.name', 3],
    ['function f(spec: number) {}', 3],
    ['f(spec.unknown)', 3],
    ['f()\nswitch (spec.mode) {\n}', 4],
    ['while (spec.on) {}', 3],
    ['f(spec.pattern?.test(a))', 3],
    ['f(a && spec.on)', 3],
    ['f(a || spec.off)', 3],
    ['if (a() && spec.off) {\n  b()\n}', 3],
    ['if (a) {\n  if (spec.off) {\n    b()\n  }\n}', 3],
    ['try {\n  if (spec.off) {\n    b()\n  }\n} finally {\n  c()\n}', 3],
    ['// @when a\nf()', 3],
    ['// @when spec.on; f()\nf()', 3],
    ['// @when spec.on\n\nf()', 3],
    ['f(a + // @when spec.on\n  b)', 3],
    ['f(\n  a +\n  // @when spec.on\n  b)', 5],
    ['const x = 1\nif (spec.on) {\n  const x = 2\n}', 4],
    ['function f(x: string) {\n  if (spec.on) {\n    const x = 2\n  }\n}', 4],
    ['if (spec.on) {\n  const x = 1\n}\nif (!spec.off) {\n  const [x] = a\n}', 3],
  ])('%s', (source, line) => {
    const error = thrownBy(() => fold('runtime/sample.ts', `import { spec } from './spec.ts'\n\n${source}`, spec))
    expect(error).toBeInstanceOf(GeneratorError)
    expect(error).toMatchObject({ where: { file: 'runtime/sample.ts', line } })
    expect(String(error)).toContain(`runtime/sample.ts:${line}`)
  })
})

function thrownBy(action: () => unknown): unknown {
  try {
    return action()
  } catch (error) {
    return error
  }
}
