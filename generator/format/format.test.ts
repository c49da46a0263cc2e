import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { packageRoot } from '../emit/read-template.ts'
import { GeneratorError } from '../errors.ts'
import { format, type StyleFacts } from './format.ts'

const facts: StyleFacts = {
  semi: false,
  singleQuote: true,
  useTabs: false,
  tabWidth: 2,
  printWidth: 120,
  endOfLine: 'lf',
}

const SOURCE = 'export const a = { b: "c" }\n\n\nif (a) {\n      f(a)\n}\n'

const folders: string[] = []
afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true }))))

async function project(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'create-session-'))
  folders.push(folder)
  for (const [path, text] of Object.entries({ '.editorconfig': 'root = true\n', 'package.json': '{}', ...files })) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return folder
}

async function formatted(
  root: string,
  path: string,
  text: string,
  style: StyleFacts = facts,
): Promise<string | undefined> {
  const [file] = await format([{ path, text, source: 'runtime/a.ts' }], root, style)
  expect(file).toMatchObject({ path, source: 'runtime/a.ts' })
  return file?.text
}

describe('without a Prettier config', () => {
  it('follows what the project looks like', async () => {
    const root = await project()
    expect(await formatted(root, 'src/a.ts', SOURCE)).toBe("export const a = { b: 'c' }\n\nif (a) {\n  f(a)\n}\n")
    const other = { ...facts, semi: true, singleQuote: false, useTabs: true, endOfLine: 'crlf' as const }
    expect(await formatted(root, 'src/a.ts', SOURCE, other)).toBe(
      'export const a = { b: "c" };\r\n\r\nif (a) {\r\n\tf(a);\r\n}\r\n',
    )
  })

  it('lets .editorconfig speak first', async () => {
    const root = await project({ '.editorconfig': 'root = true\n[*]\nindent_style = tab\nend_of_line = crlf\n' })
    expect(await formatted(root, 'a.ts', SOURCE)).toBe("export const a = { b: 'c' }\r\n\r\nif (a) {\r\n\tf(a)\r\n}\r\n")
  })
})

describe('with a Prettier config', () => {
  it('leaves what it does not say to Prettier, not to the look of the project', async () => {
    const root = await project({ '.prettierrc': 'tabWidth: 4\n' })
    expect(await formatted(root, 'a.ts', SOURCE)).toBe('export const a = { b: "c" };\n\nif (a) {\n    f(a);\n}\n')
  })

  it('reads package.json, overrides and .editorconfig', async () => {
    const config = { semi: false, overrides: [{ files: 'src/sessions/**', options: { singleQuote: true } }] }
    const root = await project({
      'package.json': JSON.stringify({ prettier: config }),
      '.editorconfig': 'root = true\n[*]\nindent_size = 3\n',
    })
    expect(await formatted(root, 'a.ts', SOURCE)).toBe('export const a = { b: "c" }\n\nif (a) {\n   f(a)\n}\n')
    expect(await formatted(root, 'src/sessions/a.ts', SOURCE)).toBe(
      "export const a = { b: 'c' }\n\nif (a) {\n   f(a)\n}\n",
    )
  })

  it('writes the line ends that the project has, for endOfLine "auto"', async () => {
    const root = await project({ '.prettierrc': '{ "endOfLine": "auto" }' })
    expect(await formatted(root, 'a.sql', 'a\nb\n', { ...facts, endOfLine: 'crlf' })).toBe('a\r\nb\r\n')
    expect(await formatted(root, 'a.ts', 'a\nb\n', { ...facts, endOfLine: 'crlf' })).toBe('a;\r\nb;\r\n')
  })

  it('loads plugins from the project', async () => {
    const plugin =
      "exports.languages = [{ name: 'SQL', parsers: ['sql'], extensions: ['.sql'] }]\nexports.parsers = { sql: { parse: (text) => ({ text }), astFormat: 'sql', locStart: () => 0, locEnd: () => 0 } }\nexports.printers = { sql: { print: (path) => path.node.text.toUpperCase() } }\n"
    const root = await project({
      '.prettierrc': '{ "plugins": ["prettier-plugin-loud"] }',
      'node_modules/prettier-plugin-loud/index.js': plugin,
    })
    expect(await formatted(root, 'a.sql', 'select')).toBe('SELECT')
  })

  it("uses the project's own Prettier", async () => {
    const own =
      "exports.version = '3.0.0'\nexports.clearConfigCache = async () => {}\nexports.resolveConfig = exports.resolveConfigFile = async () => null\nexports.getFileInfo = async () => ({ ignored: false, inferredParser: 'typescript' })\nexports.format = async (text) => '// own\\n' + text\n"
    const root = await project({ 'node_modules/prettier/index.js': own })
    expect(await formatted(root, 'a.ts', 'a\n')).toBe('// own\na\n')
  })

  it('is the same as the bundled one where the project has that', async () => {
    const root = await project()
    await symlink(join(packageRoot(), 'node_modules'), join(root, 'node_modules'))
    expect(await formatted(root, 'a.ts', SOURCE)).toBe("export const a = { b: 'c' }\n\nif (a) {\n  f(a)\n}\n")
  })

  it('says what is wrong with a config', async () => {
    const root = await project({ '.prettierrc': '{ "plugins": ["prettier-plugin-missing"] }' })
    await expect(formatted(root, 'src/a.ts', 'a')).rejects.toThrow(GeneratorError)
    await expect(formatted(root, 'src/a.ts', 'a')).rejects.toThrow('prettier-plugin-missing')
  })
})

describe('kinds of files', () => {
  it.each([
    ['a.js', 'f( /** @type {A} */ (a) )', 'f(/** @type {A} */ (a))\n'],
    ['a.mjs', 'f( 1 )', 'f(1)\n'],
    ['a.mts', 'f( a as A )', 'f(a as A)\n'],
    ['README.md', '* a\n* b\n\n\n```ts\nf( "a" )\n```\n', "- a\n- b\n\n```ts\nf('a')\n```\n"],
    ['a.json', '{"a":1}', '{ "a": 1 }\n'],
    ['a.yaml', 'a:   1\n', 'a: 1\n'],
    ['.env.example', 'A=1  \n\n\nB=2', 'A=1  \n\n\nB=2'],
    ['migrations/1.sql', 'create   table a ();\n', 'create   table a ();\n'],
  ])('%s', async (path, text, result) => {
    const root = await project()
    const once = await formatted(root, path, text)
    expect(once).toBe(result)
    expect(await formatted(root, path, once ?? '')).toBe(result)
  })

  it('names the file that does not parse', async () => {
    const root = await project()
    await expect(formatted(root, 'src/a.ts', 'const = 1')).rejects.toThrow('src/a.ts')
  })
})
