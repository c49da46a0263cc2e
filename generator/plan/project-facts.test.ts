import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../templates/contracts/services.ts'
import { readProjectFacts } from './project-facts.ts'

let folder: ReturnType<typeof temporaryFolder>

beforeEach(() => {
  folder = temporaryFolder('facts')
})
afterEach(() => folder.remove())

type Files = Readonly<Record<string, string | object>>

function project(files: Files): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder.path, path)), { recursive: true })
    writeFileSync(join(folder.path, path), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return folder.path
}

const compiler = (compilerOptions: object): object => ({ compilerOptions })
const ESM = { type: 'module' }

describe('readProjectFacts', () => {
  it.each<[string, Files, string, string]>([
    [
      'TypeScript, ESM, nodenext',
      { 'package.json': ESM, 'tsconfig.json': compiler({ module: 'nodenext' }) },
      '.ts',
      '.js',
    ],
    ['TypeScript, ESM, node16', { 'package.json': ESM, 'tsconfig.json': compiler({ module: 'node16' }) }, '.ts', '.js'],
    ['TypeScript, ESM, node20', { 'package.json': ESM, 'tsconfig.json': compiler({ module: 'node20' }) }, '.ts', '.js'],
    [
      'TypeScript, bundler',
      { 'package.json': ESM, 'tsconfig.json': compiler({ module: 'esnext', moduleResolution: 'bundler' }) },
      '.ts',
      '',
    ],
    ['TypeScript, preserve', { 'package.json': ESM, 'tsconfig.json': compiler({ module: 'preserve' }) }, '.ts', ''],
    ['TypeScript, CommonJS', { 'package.json': {}, 'tsconfig.json': compiler({ module: 'commonjs' }) }, '.ts', ''],
    [
      'TypeScript, CommonJS package, nodenext',
      { 'package.json': {}, 'tsconfig.json': compiler({ module: 'nodenext' }) },
      '.ts',
      '.js',
    ],
    [
      'TypeScript, CommonJS package, nodenext, verbatim',
      { 'package.json': {}, 'tsconfig.json': compiler({ module: 'nodenext', verbatimModuleSyntax: true }) },
      '.mts',
      '.mjs',
    ],
    [
      'TypeScript, CommonJS package, verbatim, .ts imports',
      {
        'package.json': {},
        'tsconfig.json': compiler({
          module: 'nodenext',
          verbatimModuleSyntax: true,
          rewriteRelativeImportExtensions: true,
        }),
      },
      '.mts',
      '.mts',
    ],
    [
      'TypeScript that Node runs',
      {
        'package.json': ESM,
        'tsconfig.json': compiler({ module: 'nodenext', allowImportingTsExtensions: true, noEmit: true }),
      },
      '.ts',
      '.ts',
    ],
    [
      'TypeScript without tsconfig.json',
      { 'package.json': { ...ESM, devDependencies: { typescript: '5' } } },
      '.ts',
      '.js',
    ],
    ['JavaScript, ESM', { 'package.json': ESM }, '.js', '.js'],
    ['JavaScript, CommonJS', { 'package.json': {} }, '.mjs', '.mjs'],
    ['Deno', { 'deno.json': { imports: { hono: 'jsr:@hono/hono@^4.6' } } }, '.ts', '.ts'],
    ['nothing at all', {}, '.mjs', '.mjs'],
  ])('%s: files and imports', (_, files, fileExtension, importExtension) => {
    expect(readProjectFacts(project(files))).toMatchObject({ fileExtension, importExtension })
  })

  it('follows extends, through comments and trailing commas', () => {
    const root = project({
      'package.json': ESM,
      'tsconfig.json': '{ // ours\n "extends": ["./base.json", "./strict.json",], }',
      'base.json': compiler({ module: 'nodenext' }),
      'strict.json': compiler({ rewriteRelativeImportExtensions: true }),
    })

    expect(readProjectFacts(root).importExtension).toBe('.ts')
  })

  it.each<[string, Files, string]>([
    ['npm', { 'package-lock.json': '{}' }, 'npm'],
    ['pnpm', { 'pnpm-lock.yaml': '' }, 'pnpm'],
    ['yarn', { 'yarn.lock': '' }, 'yarn'],
    ['bun', { 'bun.lock': '' }, 'bun'],
    ['deno', { 'deno.json': '{}' }, 'deno'],
    ['the declared one', { 'package.json': { packageManager: 'pnpm@10.1.0' }, 'package-lock.json': '{}' }, 'pnpm'],
    ['npm where nothing says', { '.git/HEAD': '' }, 'npm'],
  ])('finds the package manager: %s', (_, files, expected) => {
    expect(readProjectFacts(project(files)).packageManager).toBe(expected)
  })

  it("finds a workspace's package manager above the package", () => {
    const root = project({ '.git/HEAD': '', 'pnpm-lock.yaml': '', 'packages/api/package.json': ESM })

    expect(readProjectFacts(join(root, 'packages/api')).packageManager).toBe('pnpm')
  })

  it.each<[string, Files, readonly string[]]>([
    ['none', { 'package.json': {} }, []],
    ['one', { 'package.json': { dependencies: { express: '^5' } } }, ['express']],
    ['a development one', { 'package.json': { devDependencies: { hono: '^4' } } }, ['hono']],
    ['two', { 'package.json': { dependencies: { fastify: '^5', express: '^5' } } }, ['express', 'fastify']],
    [
      'one that is built on another',
      { 'package.json': { dependencies: { '@nestjs/core': '^12', '@nestjs/platform-express': '^12', express: '^5' } } },
      ['nestjs'],
    ],
    [
      'one on the platform that was added to its default',
      {
        'package.json': {
          dependencies: {
            '@nestjs/core': '^12',
            '@nestjs/platform-express': '^12',
            '@nestjs/platform-fastify': '^12',
            fastify: '^5',
          },
        },
      },
      ['nestjs-fastify'],
    ],
    [
      'one beside another that it is not built on',
      { 'package.json': { dependencies: { '@nestjs/core': '^12', hono: '^4' } } },
      ['hono', 'nestjs'],
    ],
    ['one of deno.json', { 'deno.jsonc': '{ /* ours */ "imports": { "hono": "jsr:@hono/hono@^4" } }' }, ['hono']],
    ['a name in the wrong place', { 'package.json': { dependencies: { express: 5 }, express: '^5' } }, []],
  ])('detects frameworks: %s', (_, files, expected) => {
    expect(readProjectFacts(project(files)).detectedTargets).toEqual(expected)
  })

  it('says what is wrong with a package.json', () => {
    const root = project({ 'package.json': '{ "type": }' })

    expect(() => readProjectFacts(root)).toThrow(/^package.json is not JSON/)
  })

  it.each<[string, string, object]>([
    [
      'no semicolons, single quotes',
      `import a from 'a'\nconst b = 'b'\nexport { a, b }\n`,
      { semi: false, singleQuote: true, tabWidth: 2 },
    ],
    [
      'semicolons, double quotes',
      `import a from "a";\nconst b = "b";\nexport { a, b };\n`,
      { semi: true, singleQuote: false },
    ],
    ['four spaces', `function a() {\n    if (b) {\n        c();\n    }\n}\n`, { tabWidth: 4, useTabs: false }],
    ['tabs', `function a() {\n\tif (b) {\n\t\tc();\n\t}\n}\n`, { useTabs: true }],
    ['CRLF', `const a = 1;\r\nconst b = 2;\r\n`, { endOfLine: 'crlf' }],
    ['JSDoc, which is indented by one', `/**\n * A.\n * B.\n */\nfunction a() {\n    b();\n}\n`, { tabWidth: 4 }],
    ['nothing to go by', '', { semi: true, singleQuote: false, useTabs: false, tabWidth: 2, endOfLine: 'lf' }],
  ])('reads the style off the sources: %s', (_, source, expected) => {
    const root = project({ 'package.json': ESM, 'src/app.ts': source })

    expect(readProjectFacts(root).style).toMatchObject(expected)
  })
})
