import { describe, expect, it } from 'vitest'
import { fold } from './fold.ts'
import { expectFold } from './fold.fixture.ts'

describe('expressions', () => {
  it.each([
    ['f(spec.name)', "f('__Host-session')"],
    ['f(spec.none, spec.on, spec.count, spec.pattern)', 'f(null, true, 4, /^\\/health$/i)'],
    ['f(a[spec.word])', 'f(a.word)'],
    ['f(a?.[spec.word])', 'f(a?.word)'],
    ['f(a[spec.name])', "f(a['__Host-session'])"],
    ['f(spec.seconds)', 'f(14 * 24 * 60 * 60)'],
    ['f(spec.seconds * 1000)', 'f(14 * 24 * 60 * 60 * 1000)'],
    ['f(a * spec.seconds)', 'f(a * (14 * 24 * 60 * 60))'],
    ['f(spec.sum * 1000)', 'f((60 + 30) * 1000)'],
    ['f(a + spec.sum)', 'f(a + (60 + 30))'],
    ['f(a - spec.negative)', 'f(a - -1)'],
    ['f(2 ** spec.negative, spec.negative ** 2)', 'f(2 ** -1, (-1) ** 2)'],
    ['f(spec.count.toFixed())', 'f((4).toFixed())'],
    ['f(spec.pattern.test(path))', 'f(/^\\/health$/i.test(path))'],
    ['f(spec.none as string | null)', 'f(null)'],
    ['f(spec.name!)', "f('__Host-session')"],
    ['f([spec.name] as const)', "f(['__Host-session'] as const)"],
    ['f(spec.none ?? a)', 'f(a)'],
    ['f(spec.name ?? a)', "f('__Host-session')"],
    ['f(spec.on ? a : b)', 'f(a)'],
    ['f(spec.off ? a : b)', 'f(b)'],
    ['f(spec.on ? 60 * 60 : 0x10)', 'f(60 * 60)'],
    ['f(spec.off ? a : spec.on ? b : c)', 'f(b)'],
    ['const f = async () => (spec.on ? unseal(v) : await unseal(v))', 'const f = async () => unseal(v)'],
    ['const f = async () => (spec.off ? unseal(v) : await unseal(v))', 'const f = async () => await unseal(v)'],
    ['const f = async () => (spec.off ? a : await a).length', 'const f = async () => (await a).length'],
    ['const f = () => (spec.on ? { a } : { b })', 'const f = () => ({ a })'],
    ['f(spec.on ? a : b, c)', 'f(a, c)'],
    ['f((spec.on ? a + b : c) * d)', 'f((a + b) * d)'],
    ['f(!(spec.on ? a || b : c))', 'f(!(a || b))'],
    ['f(spec.on && a)', 'f(a)'],
    ['f(spec.off && a)', 'f(false)'],
    ['f(spec.off || a)', 'f(a)'],
    ['f(spec.on || a)', 'f(true)'],
    ['f(!spec.on, !spec.none)', 'f(false, true)'],
    ["f(spec.mode === 'on-access', spec.mode !== 'on-access', spec.none === null)", 'f(true, false, true)'],
    ['f(spec.seconds !== null && spec.seconds === 1209600)', 'f(true)'],
    ['f(a && spec.on ? b : c)', 'f(a ? b : c)'],
    ['f(a && spec.off ? b : c)', 'f(c)'],
    ['f(a || spec.off ? b : c)', 'f(a ? b : c)'],
    ['f(a || spec.on ? b : c)', 'f(b)'],
    ['f(a && spec.on && b)', 'f(a && b)'],
    ['f(a === b && spec.on)', 'f(a === b)'],
    ['f(a === b && spec.off)', 'f(false)'],
    ['f(!(a && spec.off))', 'f(true)'],
    ['f(a === spec.name)', "f(a === '__Host-session')"],
    ["f(a === 'x' && b, c && true)", "f(a === 'x' && b, c && true)"],
    ['while (true) f()', 'while (true) f()'],
    [
      'interface A { [spec.word]?: boolean; [spec.name]: string }',
      "interface A { word?: boolean; ['__Host-session']: string }",
    ],
    ['f({ [spec.word]: 1 })', 'f({ word: 1 })'],
    ['f(a.spec, { spec: 1 })', 'f(a.spec, { spec: 1 })'],
  ])('%s', (source, result) => expectFold(source, result))
})

describe('templates', () => {
  it.each([
    ['f(`${spec.name}=${value}`)', 'f(`__Host-session=${value}`)'],
    ['f(`${value}; Max-Age=${spec.seconds}`)', 'f(`${value}; Max-Age=1209600`)'],
    ["f(`${value}${spec.on ? '; Secure' : ''}${spec.off ? '; Partitioned' : ''}`)", 'f(`${value}; Secure`)'],
    ['f(`name ${spec.name}`)', "f('name __Host-session')"],
    ['f(`a\n${spec.name}\nb`)', 'f(`a\n__Host-session\nb`)'],
    ['f(`${spec.on ? a : b}!`)', 'f(`${a}!`)'],
    ['f(sql`a ${spec.name}`)', "f(sql`a ${'__Host-session'}`)"],
  ])('%s', (source, result) => expectFold(source, result))

  it('escapes what a value brings into a template', () => {
    const text = fold('a.ts', "import { spec } from './spec.ts'\nf(`$${spec.x}${y}`)", { x: '{`\\${z}\n' })
    expect(text).toBe('f(`$\\{\\`\\\\\\${z}\\n${y}`)')
  })
})
