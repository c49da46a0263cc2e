import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../templates/contracts/services.ts'
import { loadConfig } from './load.ts'

let folder: ReturnType<typeof temporaryFolder>

beforeEach(() => {
  folder = temporaryFolder('load')
})
afterEach(() => folder.remove())

function project(files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder.path, path)), { recursive: true })
    writeFileSync(join(folder.path, path), text)
  }
  return folder.path
}

const ESM = `import { defineConfig } from 'create-session'\n\nexport default defineConfig({ target: 'express' })\n`
const COMMONJS = `const { defineConfig } = require('create-session')\nmodule.exports = defineConfig({ target: 'express' })\n`
/** Executing it is the only way to its value. */
const ESM_PROGRAM = ESM.replace("'express'", "['ex', 'press'].join('')")
const COMMONJS_PROGRAM = COMMONJS.replace("'express'", "['ex', 'press'].join('')")

describe('loadConfig', () => {
  const typescript = ['ts', 'mts', 'cts']
  const formats = [
    ...[...typescript, 'js', 'mjs'].map((end) => [end, 'an ESM', ESM, ESM_PROGRAM] as const),
    ...['cts', 'js', 'cjs'].map((end) => [end, 'a CommonJS', COMMONJS, COMMONJS_PROGRAM] as const),
  ]
  const types = ['module', 'commonjs', undefined] as const
  const matrix = formats.flatMap(([end, kind, literal, program]) =>
    types.map((type) => [end, kind, type, literal, program] as const),
  )

  it.each(matrix)(
    'reads sessions.config.%s, %s literal in a package of type %s, without executing it',
    async (...given) => {
      const [end, , type, literal] = given
      const root = project({ 'package.json': JSON.stringify({ type }), [`sessions.config.${end}`]: literal })

      const loaded = await loadConfig(root)

      expect(loaded).toMatchObject({ file: `sessions.config.${end}`, value: { target: 'express' }, executed: false })
    },
  )

  it.each(matrix)('executes sessions.config.%s, %s program in a package of type %s', async (...given) => {
    const [end, , type, , program] = given
    const root = project({ 'package.json': JSON.stringify({ type }), [`sessions.config.${end}`]: program })

    const loaded = await loadConfig(root)

    expect(loaded).toMatchObject({ value: { target: 'express' }, executed: true })
  })

  it.each([
    ['a bare object', `export default { maxAge: 60 }`],
    ['as const', `export default { maxAge: 60 } as const`],
    [
      'satisfies',
      `import type { ConfigInput } from 'create-session'\nexport default { maxAge: 60 } satisfies ConfigInput`,
    ],
    ['a constant', `const config = { maxAge: 60 }\nexport default config`],
    ['constants inside', `const MINUTE = 60\nconst maxAge = MINUTE\nexport default { maxAge }`],
    ['arithmetic', `export default { maxAge: 2 * (10 + 20) }`],
    ['a separated number', `export default { maxAge: 6_0 }`],
    ['a quoted name', `export default { 'maxAge': 60 }`],
    [
      'a trailing type',
      `type A = string\nexport default { maxAge: 60 }\nexport type { A }`.replace('\nexport type { A }', ''),
    ],
    ['a strict script', `'use strict'\nmodule.exports = { maxAge: 60 }`],
  ])('S-C2 reads %s as a literal', async (_, text) => {
    const root = project({ 'package.json': '{}', 'sessions.config.cts': text })

    const loaded = await loadConfig(root)

    expect(loaded).toMatchObject({ value: { maxAge: 60 }, executed: false })
  })

  it.each([
    ['a call', `const f = () => 60\nexport default { maxAge: f() }`],
    ['the environment', `export default { maxAge: Number(process.env['NOTHING'] ?? 60) }`],
    ['a spread', `const base = { maxAge: 60 }\nexport default { ...base }`],
    ['a change after the declaration', `const config = { maxAge: 1 }\nconfig.maxAge = 60\nexport default config`],
    ['a variable', `let maxAge = 60\nexport default { maxAge }`],
    ['a computed name', `export default { ['maxAge']: 60 }`],
    ['an import', `import { maxAge } from './shared.ts'\nexport default { maxAge }`],
    [
      'another function called defineConfig',
      `const defineConfig = (_: object) => ({ maxAge: 60 })\nexport default defineConfig({ maxAge: 1 })`,
    ],
    [
      'a renamed defineConfig',
      `import { defineConfig as define } from 'create-session'\nexport default define({ maxAge: 60 })`,
    ],
  ])('executes %s', async (_, text) => {
    const root = project({
      'package.json': '{"type":"module"}',
      'shared.ts': 'export const maxAge = 60',
      'sessions.config.ts': text,
    })

    const loaded = await loadConfig(root)

    expect(loaded).toMatchObject({ value: { maxAge: 60 }, executed: true })
  })

  it('never executes a literal', async () => {
    const root = project({
      'package.json': '{"type":"module"}',
      'sessions.config.ts': `import './trap.ts'\nexport default { maxAge: 60 }`,
      'trap.ts': `throw new Error('executed')`,
    })

    expect((await loadConfig(root)).value).toEqual({ maxAge: 60 })
  })

  it('keeps a prototype from being set', async () => {
    const root = project({ 'package.json': '{}', 'sessions.config.ts': `export default { __proto__: { maxAge: 1 } }` })

    const { value } = await loadConfig(root)

    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect((value as { maxAge?: number }).maxAge).toBeUndefined()
  })

  it('reads the file that is named instead of a usual one', async () => {
    const root = project({
      'package.json': '{}',
      'config/own.ts': 'export default { maxAge: 60 }',
      'sessions.config.ts': 'export default {}',
    })

    expect(await loadConfig(root, 'config/own.ts')).toMatchObject({ file: 'config/own.ts', value: { maxAge: 60 } })
  })

  it.each([
    ['none is there', undefined, 'There is no sessions.config.ts here'],
    ['the named one is not there', 'own.ts', 'There is no own.ts here'],
  ])('says so where %s', async (_, given, message) => {
    const root = project({ 'package.json': '{}' })

    await expect(loadConfig(root, given)).rejects.toMatchObject({ code: 'config-missing', message })
  })

  it('does not look in the folders above', async () => {
    const root = project({ 'sessions.config.ts': ESM, 'packages/api/package.json': '{}' })

    await expect(loadConfig(join(root, 'packages/api'))).rejects.toMatchObject({ code: 'config-missing' })
  })

  it('S-C1 says where a config does not parse', async () => {
    const root = project({ 'package.json': '{}', 'sessions.config.ts': `export default {\n  maxAge: 60,,\n}\n` })

    await expect(loadConfig(root)).rejects.toMatchObject({
      code: 'config-broken',
      where: { file: 'sessions.config.ts', line: 2, column: 14 },
    })
  })

  it('S-C1 says what went wrong in a config that throws', async () => {
    const root = project({
      'package.json': '{}',
      'sessions.config.ts': `throw new Error('no database')\nexport default {}`,
    })

    await expect(loadConfig(root)).rejects.toMatchObject({ code: 'config-broken', message: /no database/ })
  })

  it.each([
    [['maxAge'], 3, 3],
    [['backend', 'prefix'], 4, 29],
    [['exclude', 1], 5, 20],
    [['exclude', 7], 5, 12],
    [['nothing'], 2, 16],
    [['backend', 'nothing'], 4, 12],
    [[], 2, 16],
  ])('S-C1 finds the place of %j', async (path, line, column) => {
    const text = [
      `const P = 'p'`,
      `export default {`,
      `  maxAge: 60,`,
      `  backend: { type: 'redis', prefix: P },`,
      `  exclude: ['^/a', '^/b'],`,
      `}`,
    ].join('\n')
    const root = project({ 'package.json': '{}', 'sessions.config.ts': text })

    const { placeOf } = await loadConfig(root)

    expect(placeOf(path as PropertyKey[])).toEqual({ line, column })
  })
})
