// The emitted trees of `fixtures/configs`, as real files: what reviewers read, compilers check, and tests run.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { pairs, type ProjectKind } from '../fixtures/configs/pairs.ts'
import { temporaryFolder } from '../templates/contracts/services.ts'
import { packageRoot } from './emit/read-template.ts'
import { prepare } from './pipeline.ts'

const ROOT = packageRoot()
const SNAPSHOTS = join(ROOT, 'snapshots')

const COMPILER: Record<Exclude<ProjectKind, 'javascript'>, object> = {
  nodenext: { module: 'nodenext', strict: true },
  bundler: { module: 'esnext', moduleResolution: 'bundler', strict: true },
  'ts-extensions': { module: 'nodenext', strict: true, allowImportingTsExtensions: true, noEmit: true },
}

interface Case {
  readonly name: string
  readonly project: ProjectKind
  /** The text of sessions.config.ts. */
  readonly config: string
}

const cases: readonly Case[] = [
  ...['minimal', 'maximal'].map((name): Case => ({
    name,
    project: 'nodenext',
    config: readFileSync(join(ROOT, 'fixtures/configs', `${name}.config.ts`), 'utf8'),
  })),
  ...pairs.map(({ name, project, config }): Case => ({
    name,
    project,
    config: `export default ${JSON.stringify(config, null, 2)}\n`,
  })),
]

/** A project of its kind with nothing in it but its config. */
function createProject(root: string, { project, config }: Case): void {
  const isJavaScript = project === 'javascript'
  mkdirSync(join(root, 'src'))
  writeFileSync(
    join(root, 'package.json'),
    JSON.stringify({
      type: 'module',
      dependencies: { redis: '6', ioredis: '6' },
      devDependencies: isJavaScript ? {} : { typescript: '7' },
    }),
  )
  if (!isJavaScript) {
    writeFileSync(join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER[project] }))
  }
  writeFileSync(join(root, '.prettierrc'), readFileSync(join(ROOT, '.prettierrc.json')))
  writeFileSync(join(root, `sessions.config.${isJavaScript ? 'js' : 'ts'}`), config)
}

describe.each(cases)('snapshot $name', (snapshot) => {
  const folder = temporaryFolder('snapshot')
  afterAll(() => folder.remove())

  it('is what the generator emits, file by file', async () => {
    createProject(folder.path, snapshot)
    const { changes } = await prepare({ root: folder.path })
    expect(changes.length).toBeGreaterThan(10)
    for (const { path, next } of changes) {
      await expect(next).toMatchFileSnapshot(join(SNAPSHOTS, snapshot.name, path))
    }
    // Files that were new in this run are written when it is over: what counts is that none is there without its source.
    const paths = new Set(changes.map(({ path }) => path))
    expect(filesOf(snapshot.name).filter((path) => !paths.has(path))).toEqual([])
  })
})

it('no snapshot is left over from a config that is gone', () => {
  const names = new Set(cases.map(({ name }) => name))
  expect(readdirSync(SNAPSHOTS).filter((name) => name !== 'cli' && !names.has(name))).toEqual([])
})

/** Paths of a stored tree, below its folder. */
function filesOf(name: string): readonly string[] {
  const folder = join(SNAPSHOTS, name)
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(folder, path)).isFile())
    : []
}
