import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../templates/contracts/services.ts'
import { findPrettierConfigs, kindOf } from './prettier-configs.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder('prettier')
})
afterEach(() => folder.remove())

function write(path: string, text: string): string {
  const absolute = join(folder.path, path)
  mkdirSync(dirname(absolute), { recursive: true })
  writeFileSync(absolute, text)
  return absolute
}

describe('a config of Prettier', () => {
  it.each([
    ['.prettierrc', '{ "semi": false }', 'data'],
    ['.prettierrc', '\uFEFF# how we write\nsemi: false\n', 'data'],
    ['.prettierrc', '', 'data'],
    ['.prettierrc.json', '{}', 'data'],
    ['.prettierrc.json5', '// ours\n{ semi: false }', 'data'],
    ['.prettierrc.yaml', '---\nsemi: false\n', 'data'],
    ['.prettierrc.toml', 'semi = false\n', 'data'],
    ['package.json', '{ "prettier": { "semi": false } }', 'data'],
    ['package.yaml', 'name: a\nprettier:\n  semi: false\n', 'data'],
    ['.prettierrc', '{ "plugins": ["prettier-plugin-tailwindcss"] }', 'packages'],
    ['.prettierrc', '"@company/prettier-config"', 'packages'],
    ['package.json', '{ "prettier": "@company/prettier-config" }', 'packages'],
    ['.prettierrc', '{ "plugins": ["./ours.mjs"] }', 'program'],
    ['.prettierrc.yaml', 'plugins:\n  - ./ours.mjs\n', 'program'],
    ['.prettierrc', '"./ours.mjs"', 'program'],
    ['.prettierrc', 'data:text/javascript,export default {}', 'program'],
    ['.prettierrc', '"file:///ours.mjs"', 'program'],
    ['.prettierrc', '{ "plu\\u0067ins": ["/ours.mjs"] }', 'program'],
    ['.prettierrc.js', 'export default {}', 'program'],
    ['prettier.config.mts', 'export default {}', 'program'],
  ])('%s with %j is %s', (path, text, kind) => {
    const file = write(path, text)

    expect(findPrettierConfigs(folder.path)).toEqual([file])
    expect(kindOf(file)).toBe(kind)
  })

  it('is looked for above, and a package without one has none', () => {
    const above = write('.prettierrc', '{}')
    write('packages/api/package.json', '{ "name": "prettier-user" }')

    expect(findPrettierConfigs(join(folder.path, 'packages/api/src/not-there'))).toEqual([above])
  })

  it('of a nearer folder speaks alone', () => {
    write('.prettierrc', '{}')
    const near = write('packages/api/prettier.config.mjs', 'export default {}')

    expect(findPrettierConfigs(join(folder.path, 'packages/api/src'))).toEqual([near])
  })
})
