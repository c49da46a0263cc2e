// Emitted trees, and what the compiler says of them: for tests that compile what no project has yet.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll } from 'vitest'
import type { LoadedConfig } from '../config/load.ts'
import { validateConfig } from '../config/validate.ts'
import type { EmittedFile, FileExtension, ImportExtension, Plan } from '../plan/planned.ts'
import { planAll } from '../plan/plan.ts'
import type { ProjectFacts } from '../plan/project-facts.ts'
import { packageRoot } from './read-template.ts'

const run = promisify(execFile)
const require = createRequire(import.meta.url)

export const STRICTEST: Readonly<Record<string, unknown>> = {
  target: 'es2023',
  noEmit: true,
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  allowUnreachableCode: false,
  verbatimModuleSyntax: true,
  isolatedDeclarations: true,
  declaration: true,
  erasableSyntaxOnly: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  skipLibCheck: true,
  types: ['node', 'bun-types/sqlite'],
}

/** Of trees for Workers alone; Node's are those of their tests. */
const WORKER_TYPES = ['node', '@cloudflare/workers-types']

/** The plans of a config, in a project that is a plain folder. */
export function planOf(value: object, fileExtension: FileExtension, importExtension: ImportExtension): readonly Plan[] {
  const loaded: LoadedConfig = {
    file: 'sessions.config.ts',
    value,
    executed: false,
    placeOf: () => ({ line: 1, column: 1 }),
  }
  const facts: ProjectFacts = {
    dependencies: new Map(),
    packageManager: 'npm',
    isTypeScript: !fileExtension.endsWith('js'),
    sourceFolder: 'src',
    fileExtension,
    importExtension,
    style: { semi: false, singleQuote: true, useTabs: false, tabWidth: 2, printWidth: 120, endOfLine: 'lf' },
    detectedTargets: [],
  }
  return planAll(tmpdir(), loaded, validateConfig(loaded), facts)
}

const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))))

/** Each tree in a folder of its own, as one project of a build: what one adds to a framework's types, no other sees. */
export async function typeErrors(
  trees: readonly (readonly Pick<EmittedFile, 'path' | 'text'>[])[],
  options: object,
): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'create-session-'))
  folders.push(root)
  await symlink(join(packageRoot(), 'node_modules'), join(root, 'node_modules'))
  await writeFile(join(root, 'package.json'), '{ "type": "module" }')
  for (const [index, tree] of trees.entries()) {
    const folder = join(root, String(index))
    for (const { path, text } of tree) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
    const isWorker = tree.some(({ text }) => text.includes("from 'cloudflare:workers'"))
    const compilerOptions = { ...options, ...(isWorker && { types: WORKER_TYPES }) }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }))
  }
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc')
  return run(process.execPath, [tsc, '-b', ...Object.keys(trees)], { cwd: root, maxBuffer: 2 ** 26 }).then(
    () => '',
    ({ stdout }: { stdout: string }) => stdout,
  )
}
