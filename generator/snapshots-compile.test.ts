// Every emitted tree compiles under the strictest flags, with each TypeScript that people have, however they resolve modules.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type ts6 from 'typescript-6'
import typescript5 from 'typescript-5'
import typescript6 from 'typescript-6'
import { beforeAll, expect, it } from 'vitest'
import { describeWith, temporaryFolder } from '../templates/contracts/services.ts'
import { packageRoot } from './emit/read-template.ts'
import { SNAPSHOTS, snapshotCases } from './snapshot-cases.fixture.ts'

const ROOT = packageRoot()
const RUNNERS = join(ROOT, 'fixtures/runners/node_modules')
const missingJest = existsSync(RUNNERS)
  ? null
  : 'Jest is not in fixtures/runners (npm ci --prefix fixtures/runners --ignore-scripts)'

/** What JavaScript has no syntax for: `override`, declarations, and methods that only subclasses fill. */
const TYPESCRIPT_FLAGS = {
  noImplicitOverride: true,
  noUnusedParameters: true,
  isolatedDeclarations: true,
  erasableSyntaxOnly: true,
  declaration: true,
}

const FLAGS = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noPropertyAccessFromIndexSignature: true,
  verbatimModuleSyntax: true,
  noUnusedLocals: true,
  noEmit: true,
  skipLibCheck: true,
}

/** Of frameworks, drivers and test runners: what emitted code may import. */
const KNOWN_MODULES: ReadonlySet<string> = new Set([
  '@hapi/hapi',
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/platform-fastify',
  '@sveltejs/kit',
  '@sveltejs/kit/hooks',
  '@tanstack/react-start',
  '@tanstack/react-start/server',
  'astro',
  'astro/middleware',
  'cloudflare:workers',
  'elysia',
  'express',
  'express-serve-static-core',
  'fastify',
  'h3',
  'hono',
  'hono/factory',
  'hono/streaming',
  'koa',
  'next/headers.js',
  'next/server.js',
  'react',
  'react-router',
  '@libsql/client',
  'ioredis',
  'kysely',
  'mysql2/promise',
  'pg',
  'postgres',
  'redis',
  '@jest/globals',
  'vitest',
])

/** A tree's files, and how its imports are written. */
interface Tree {
  readonly name: string
  readonly files: readonly string[]
  readonly resolutions: readonly ['nodenext', 'bundler'] | readonly ['bundler']
  readonly isJavaScript: boolean
  readonly isWeb: boolean
  /** It imports what Workers alone have. */
  readonly isWorker: boolean
  /** Why it can't be compiled here; null where it can. */
  readonly missing: string | null
}

const projects = new Map(snapshotCases.map(({ name, project }) => [name, project]))

const trees: readonly Tree[] = readdirSync(SNAPSHOTS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'cli')
  .map(({ name }) => treeOf(name))

function treeOf(name: string): Tree {
  const files = readdirSync(join(SNAPSHOTS, name), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.m?[jt]s$/.test(file))
    .map((file) => join(SNAPSHOTS, name, file))
    .toSorted()
  const isWorker = files.some((file) => readFileSync(file, 'utf8').includes("from 'cloudflare:workers'"))
  return {
    name,
    files,
    resolutions: projects.get(name) === 'bundler' ? ['bundler'] : ['nodenext', 'bundler'],
    isJavaScript: projects.get(name) === 'javascript',
    // Tests run where Node's own modules are.
    isWeb: /(hono|fetch|h3|elysia|sveltekit|astro)-(cookie|memory|cloudflare-d1)/.test(name) && !files.some(isTest),
    isWorker,
    missing: files.some((file) => isTest(file) && readFileSync(file, 'utf8').includes("'@jest/globals'"))
      ? missingJest
      : null,
  }
}

function isTest(file: string): boolean {
  return /\.test\.m?[jt]s$/.test(file)
}

const WORKERS_TYPES = join(ROOT, 'node_modules/@cloudflare/workers-types')

/** What Cloudflare's Workers declare, in place of what browsers have. */
const WORKERS = { lib: ['es2023'], types: [WORKERS_TYPES] }

function optionsOf(tree: Tree, resolution: 'nodenext' | 'bundler'): Record<string, unknown> {
  return {
    ...FLAGS,
    ...(tree.isJavaScript ? { allowJs: true, checkJs: true } : TYPESCRIPT_FLAGS),
    target: 'es2022',
    module: resolution === 'nodenext' ? 'nodenext' : 'esnext',
    moduleResolution: resolution,
    allowImportingTsExtensions: true,
    lib: tree.isWeb ? ['es2023', 'dom', 'dom.iterable'] : ['es2023'],
    types: typesOf(tree),
    paths: { '@jest/globals': [join(RUNNERS, '@jest/globals/build/index.d.ts')] },
    typeRoots: [join(ROOT, 'node_modules/@types')],
  }
}

function typesOf({ files, isWeb, isWorker }: Tree): readonly string[] {
  const forNode = isWorker ? files.some(isTest) : !isWeb
  return [...(forNode ? ['node'] : []), ...(isWorker ? [WORKERS_TYPES] : [])]
}

/** Declarations of packages, parsed once for all trees that read them by the same rules. */
const declarations = new Map<string, ts6.SourceFile | undefined>()

function hostOf(compiler: typeof ts6, options: ts6.CompilerOptions): ts6.CompilerHost {
  const host = compiler.createCompilerHost(options)
  const rules = [compiler.version, options.module, options.moduleResolution, options.allowJs].join(' ')
  return {
    ...host,
    getSourceFile(name, how, onError) {
      if (!name.includes('/node_modules/')) {
        return host.getSourceFile(name, how, onError)
      }
      const key = `${rules} ${name} ${typeof how === 'object' ? `${how.languageVersion} ${how.impliedNodeFormat}` : how}`
      if (!declarations.has(key)) {
        declarations.set(key, host.getSourceFile(name, how, onError))
      }
      return declarations.get(key)
    },
  }
}

function problemsBy(
  compiler: typeof ts6,
  tree: Tree,
  resolution: 'nodenext' | 'bundler',
  platform: Record<string, unknown> = {},
): string {
  const { options, errors } = compiler.convertCompilerOptionsFromJson(
    { ...optionsOf(tree, resolution), ...platform },
    ROOT,
  )
  const program = compiler.createProgram([...tree.files], options, hostOf(compiler, options))
  const diagnostics = [...errors, ...compiler.getPreEmitDiagnostics(program)]
  return compiler.formatDiagnostics(diagnostics, {
    getCanonicalFileName: (file) => file,
    getCurrentDirectory: () => ROOT,
    getNewLine: () => '\n',
  })
}

/** What TypeScript 7 says of each tree, by its name: those of one resolution are the projects of one build. */
const saidBy7 = { nodenext: new Map<string, string>(), bundler: new Map<string, string>() }

beforeAll(() => {
  build('nodenext')
  build('bundler')
}, 300_000)

function build(resolution: 'nodenext' | 'bundler'): void {
  const folder = temporaryFolder('compile')
  const built = trees.filter(
    ({ missing, resolutions }) => missing === null && resolutions.some((one) => one === resolution),
  )
  for (const tree of built) {
    const project = { compilerOptions: optionsOf(tree, resolution), files: tree.files }
    mkdirSync(join(folder.path, tree.name))
    writeFileSync(join(folder.path, tree.name, 'tsconfig.json'), JSON.stringify(project))
  }
  const names = built.map(({ name }) => name)
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  const args = [tsc, '-b', '--pretty', 'false', ...names]
  const { status, stdout } = spawnSync(process.execPath, args, {
    cwd: folder.path,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  folder.remove()
  const lines = stdout.split('\n')
  for (const name of names) {
    const own = lines.filter((line) => line.includes(`/snapshots/${name}/`))
    saidBy7[resolution].set(name, own.join('\n'))
  }
  if (status !== 0 && names.every((name) => saidBy7[resolution].get(name) === '')) {
    throw new Error(`tsc -b ended with ${status}:\n${stdout}`)
  }
}

for (const tree of trees) {
  describeWith(tree.missing, `S-T3 ${tree.name}`, () => describeTree(tree))
}

function describeTree(tree: Tree): void {
  it.each(tree.resolutions)('compiles with TypeScript 7 and %s resolution', (resolution) => {
    expect(saidBy7[resolution].get(tree.name)).toBe('')
  })

  it('compiles with TypeScript 6', () => {
    expect(problemsBy(typescript6, tree, tree.resolutions[0])).toBe('')
  })

  it('compiles with TypeScript 5.9 and bundler resolution', () => {
    expect(problemsBy(typescript5 as unknown as typeof ts6, tree, 'bundler')).toBe('')
  })

  if (tree.isWeb) {
    it('compiles with what Workers declare, and nothing of browsers', () => {
      expect(problemsBy(typescript6, tree, tree.resolutions[0], WORKERS)).toBe('')
    })
  }

  it('S-A3 imports its own files, the platform, the framework, the driver and the test runner, and nothing else', () => {
    const imported = tree.files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/(?:\bfrom|\bimport) '([^'.][^']*)'|import\('([^'.][^']*)'\)/g)].map(
        ([, one, other]) => one ?? other ?? '',
      ),
    )
    const foreign = imported.filter((name) => !name.startsWith('node:') && !KNOWN_MODULES.has(name))
    expect(foreign).toEqual([])
  })
}
