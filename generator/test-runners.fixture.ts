// The runners that emitted tests are run with: one process for a folder of trees, and what it says of each test.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { build } from 'esbuild'
import { runtimes } from '../templates/contracts/runtimes.ts'
import type { TargetName } from '../templates/registry.ts'
import { packageRoot } from './emit/read-template.ts'

const ROOT = packageRoot()
const MODULES = join(ROOT, 'node_modules')
const RUNNERS = join(ROOT, 'fixtures/runners')
const JEST = join(RUNNERS, 'node_modules/jest/bin/jest.js')

export type RunnerName = 'vitest' | 'jest' | 'node:test'

export interface RanTest {
  /** The folder, directly below the root, that the test is in. */
  readonly tree: string
  readonly title: string
  readonly passed: boolean
}

export interface Runner {
  readonly name: RunnerName
  /** Why it can't be run here, and how to get it; null where it is there. */
  readonly missing: string | null
  /** Runs every test below `root`. */
  readonly run: (root: string) => Promise<readonly RanTest[]>
}

const node22 = runtimes.find(({ name }) => name === 'node22')

export const runners: readonly Runner[] = [
  { name: 'vitest', missing: null, run: runVitest },
  {
    name: 'jest',
    missing: existsSync(JEST)
      ? null
      : 'Jest is not in fixtures/runners (npm ci --prefix fixtures/runners --ignore-scripts)',
    run: runJest,
  },
  { name: 'node:test', missing: node22?.missing ?? null, run: runNode },
]

export async function runVitest(root: string, env: Readonly<Record<string, string>> = {}): Promise<readonly RanTest[]> {
  link(root)
  const report = join(root, 'vitest.json')
  writeFileSync(join(root, 'vitest.config.mjs'), "export default { test: { include: ['**/*.test.{ts,js}'] } }\n")
  return readReport(
    root,
    spawn(
      process.execPath,
      [join(MODULES, 'vitest/vitest.mjs'), 'run', '--root', root, '--reporter=json', `--outputFile=${report}`],
      root,
      env,
    ),
    report,
  )
}

/** Targets whose package is an ES module alone: before Node 24.9, Jest takes none in from tests that Babel made CommonJS of. */
const MODULES_ALONE: readonly TargetName[] = [
  'astro',
  'h3',
  'nestjs',
  'nestjs-fastify',
  'react-router',
  'sveltekit',
  'tanstack-start',
]

/** TypeScript through Babel, as Jest's documentation has it; JavaScript as the ES modules that it is. */
async function runJest(root: string): Promise<readonly RanTest[]> {
  const config = {
    rootDir: root,
    testEnvironment: 'node',
    modulePaths: [MODULES],
    moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  }
  const babel = [join(RUNNERS, 'node_modules/babel-jest'), { configFile: join(RUNNERS, 'babel.config.json') }]
  const typescript = { ...config, transform: { '\\.ts$': babel } }
  const trees = `*-@(${MODULES_ALONE.join('|')})-*`
  const kinds = [
    { ...typescript, testMatch: ['**/*.test.ts', `!**/${trees}/**`] },
    { ...typescript, testMatch: [`**/${trees}/**/*.test.ts`], extensionsToTreatAsEsm: ['.ts'] },
    { ...config, testMatch: ['**/*.test.js'], transform: {} },
  ]
  return kinds.flatMap((kind, index) => {
    const file = join(root, 'jest.config.json')
    const report = join(root, `jest-${index}.json`)
    writeFileSync(file, JSON.stringify(kind))
    const args = ['--experimental-vm-modules', JEST, '--config', file, '--json', `--outputFile=${report}`]
    return readReport(root, spawn(process.execPath, [...args, '--passWithNoTests'], root), report)
  })
}

/** Node runs `.ts` itself where imports name files as they are; what is written otherwise is built first. */
async function runNode(root: string): Promise<readonly RanTest[]> {
  link(root)
  const ran: RanTest[] = []
  for (const tree of readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const files = testsBelow(join(root, tree.name))
    const isNative = files.every(
      (file) => file.endsWith('.js') || /from '\.\/[\w-]+\.ts'/.test(readFileSync(file, 'utf8')),
    )
    const program = isNative ? (node22?.program ?? 'node') : process.execPath
    const tests = isNative ? files : await built(root, files)
    const { output } = spawn(program, ['--test', '--test-reporter=tap', ...tests], root)
    const titles = [...output.matchAll(/^(not )?ok \d+ - (.+)$/gm)]
    ran.push(...titles.map(([, failed, title = '']) => ({ tree: tree.name, title, passed: failed === undefined })))
  }
  return ran
}

async function built(root: string, files: readonly string[]): Promise<readonly string[]> {
  const outdir = mkdtempSync(join(root, '.built-'))
  await build({
    entryPoints: [...files],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  })
  return readdirSync(outdir).map((name) => join(outdir, name))
}

function testsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.test\.[jt]s$/.test(path))
    .map((path) => join(folder, path))
    .toSorted()
}

function link(root: string): void {
  if (!existsSync(join(root, 'node_modules'))) {
    symlinkSync(MODULES, join(root, 'node_modules'))
  }
}

/** Without what our own run says to its tests: the user's has none of it. */
function spawn(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): { readonly output: string } {
  const { PATH, HOME } = process.env
  const { stdout, stderr } = spawnSync(program, args, {
    cwd,
    env: { PATH, HOME, ...env },
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  return { output: stdout + stderr }
}

/** The report of Jest, which Vitest writes too. */
function readReport(root: string, { output }: { readonly output: string }, file: string): readonly RanTest[] {
  if (!existsSync(file)) {
    throw new Error(output)
  }
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as {
    testResults: readonly {
      name: string
      message: string
      assertionResults: readonly { title: string; status: string }[]
    }[]
  }
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const [tree = ''] = relative(root, name).split('/')
    return assertionResults.length === 0
      ? [{ tree, title: `${name}: ${message}`, passed: false }]
      : assertionResults.map(({ title, status }) => ({ tree, title, passed: status === 'passed' }))
  })
}
