// The configs of `fixtures/configs`, each with a project for it: what the trees in `snapshots/` are made from.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { configText, pairs, type ProjectKind } from '../fixtures/configs/pairs.ts'
import { packageRoot } from './emit/read-template.ts'

export const SNAPSHOTS: string = join(packageRoot(), 'snapshots')

export interface SnapshotCase {
  readonly name: string
  readonly project: ProjectKind
  /** The text of sessions.config.ts. */
  readonly config: string
}

const COMPILER: Record<Exclude<ProjectKind, 'javascript'>, object> = {
  nodenext: { module: 'nodenext', strict: true },
  bundler: { module: 'esnext', moduleResolution: 'bundler', strict: true },
  'ts-extensions': { module: 'nodenext', strict: true, allowImportingTsExtensions: true, noEmit: true },
}

export const snapshotCases: readonly SnapshotCase[] = [
  ...['minimal', 'maximal', 'several'].map((name): SnapshotCase => ({
    name,
    project: 'nodenext',
    config: readFileSync(join(packageRoot(), 'fixtures/configs', `${name}.config.ts`), 'utf8'),
  })),
  ...pairs.map(({ name, project, config }): SnapshotCase => ({
    name,
    project,
    config: configText(config),
  })),
]

/** A project of its kind, with nothing in it but its config. */
export function createProject(root: string, { project, config }: SnapshotCase): void {
  const isJavaScript = project === 'javascript'
  const stores = { redis: '6', ioredis: '6', pg: '8', postgres: '3', mysql2: '3', '@libsql/client': '0' }
  const dependencies = { ...stores, kysely: '0' }
  const devDependencies = isJavaScript ? {} : { typescript: '7' }
  mkdirSync(join(root, 'src'))
  writeFileSync(join(root, 'package.json'), JSON.stringify({ type: 'module', dependencies, devDependencies }))
  if (!isJavaScript) {
    writeFileSync(join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER[project] }))
  }
  writeFileSync(join(root, '.prettierrc'), readFileSync(join(packageRoot(), '.prettierrc.json')))
  writeFileSync(join(root, `sessions.config.${isJavaScript ? 'js' : 'ts'}`), config)
}
