import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { prettierInputs } from './prettier-inputs.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'create-session-prettier-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function inputs(path: string, text: string): readonly string[] | null {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
  return prettierInputs(root, [join(root, 'src/sessions')])
}

describe('the inputs of Prettier', () => {
  it.each([
    ['JSON', '.prettierrc', '{ "semi": false }\n'],
    ['YAML', '.prettierrc.yaml', '# ours\nsemi: false\n'],
    ['TOML', '.prettierrc.toml', 'semi = false\n'],
    ['package.json', 'package.json', '{ "prettier": { "semi": false } }\n'],
    ['an .editorconfig', '.editorconfig', 'root = true\n[*]\nindent_size = 4\n'],
    ['a package that says nothing', 'package.json', '{}'],
  ])('are each place where it looks, for options in %s', (_, path, text) => {
    const found = inputs(path, text)

    expect(found).toContain(join(root, path))
    expect(found).toContain(join(root, 'src/sessions/.prettierrc.json'))
    expect(found).toContain(join(dirname(root), 'prettier.config.mjs'))
    expect(found).toContain(join(root, '.git'))
  })

  it.each([
    ['a program', 'prettier.config.js', 'export default {}\n'],
    ['a program in the folder of the code', 'src/sessions/.prettierrc.ts', 'export default {}\n'],
    ['from another package', '.prettierrc', '"@shop/prettier"\n'],
    ['from another package, in YAML', '.prettierrc', "# ours\n'@shop/prettier'\n"],
    ['from another package, in package.json', 'package.json', '{ "prettier": "@shop/prettier" }\n'],
    ['with plugins', '.prettierrc', '{ "plugins": ["prettier-plugin-x"] }\n'],
    ['with plugins for some files', '.prettierrc', 'overrides:\n  - files: "*.ts"\n    options: { plugins: [x] }\n'],
    ['that hide a word', '.prettierrc', '{ "plug\\u0069ns": [] }\n'],
  ])("can't be known for options that are %s", (_, path, text) => {
    expect(inputs(path, text)).toBeNull()
  })

  it.each([
    ['3.9.0', true],
    ['2.8.8', false],
    ['4.0.0', false],
  ])("are known of the project's own Prettier %s: %s", (version, isKnown) => {
    mkdirSync(join(root, 'node_modules/prettier'), { recursive: true })
    writeFileSync(join(root, 'node_modules/prettier/index.js'), '')
    const found = inputs('node_modules/prettier/package.json', JSON.stringify({ version }))

    expect(found?.includes(join(root, 'node_modules/prettier/package.json')) ?? false).toBe(isKnown)
  })
})
