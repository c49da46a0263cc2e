import { describe, expect, it } from 'vitest'
import { GeneratorError } from '../../errors.ts'
import { type Links, relink, specifierTo } from './relink.ts'

const links: Links = {
  slots: {
    'slots/backend.ts': 'backends/redis/redis-backend.ts',
    'slots/test-runner.ts': 'node:test',
    'runtime/session-data.ts': 'project/session-data.ts.hbs',
  },
  paths: new Map([
    ['runtime/session.ts', 'src/sessions/session.ts'],
    ['runtime/session-cookie.ts', 'src/sessions/session-cookie.ts'],
    ['backends/redis/redis-backend.ts', 'src/sessions/redis-backend.ts'],
    ['project/session-data.ts.hbs', 'src/sessions/session-data.ts'],
  ]),
  extension: '.js',
}

describe('relink', () => {
  it.each([
    ["import { a } from './session-cookie.ts'", "import { a } from './session-cookie.js'"],
    ["import type { A } from '../backends/redis/redis-backend.ts'", "import type { A } from './redis-backend.js'"],
    ["import '../slots/backend.ts'", "import './redis-backend.js'"],
    ["export { a } from '../slots/backend.ts'", "export { a } from './redis-backend.js'"],
    ["export * from '../slots/backend.ts'", "export * from './redis-backend.js'"],
    ["let a: import('./session-data.ts').SessionData", "let a: import('./session-data.js').SessionData"],
    ["await import('./session-data.ts')", "await import('./session-data.js')"],
    ["declare module './session-data.ts' {}", "declare module './session-data.js' {}"],
    ["import { it } from '../slots/test-runner.ts'", "import { it } from 'node:test'"],
    ["import a from 'express'", "import a from 'express'"],
    ["import { join } from 'node:path'", "import { join } from 'node:path'"],
    ["f('./session-cookie.ts')", "f('./session-cookie.ts')"],
  ])('%s', (source, result) => {
    expect(relink('runtime/session.ts', source, links)).toBe(result)
  })

  it.each([
    ["import { a } from './missing.ts'", 'runtime/missing.ts'],
    ["import { a } from '../slots/session-id.ts'", 'slots/session-id.ts'],
  ])('%s is refused', (source, name) => {
    const run = (): string => relink('runtime/session.ts', `\n${source}`, links)
    expect(run).toThrow(GeneratorError)
    expect(run).toThrow(name)
    expect(run).toThrow('runtime/session.ts:2')
  })
})

describe('specifierTo', () => {
  it.each([
    ['src/a.ts', 'src/b.ts', '' as const, './b'],
    ['src/a.ts', 'src/b.ts', '.js' as const, './b.js'],
    ['src/a.mts', 'src/b.mts', '.mjs' as const, './b.mjs'],
    ['src/a.test.ts', 'src/a.spec.ts', '.ts' as const, './a.spec.ts'],
    ['src/x/a.ts', 'src/b.ts', '.ts' as const, '../b.ts'],
    ['a.ts', 'src/b.ts', '' as const, './src/b'],
  ])('from %s to %s with "%s"', (from, target, extension, specifier) => {
    expect(specifierTo(from, target, extension)).toBe(specifier)
  })
})
