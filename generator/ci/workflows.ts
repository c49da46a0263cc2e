// GitHub Actions workflows for a project: its check on pull requests, and a weekly upgrade.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { wayBetween } from '../check/report.ts'
import { quoted } from '../check/remedies.ts'
import { readTemplate } from '../emit/read-template.ts'
import { render } from '../emit/render.ts'
import type { PackageManager } from '../plan/install.ts'
import type { ProjectFacts } from '../plan/project-facts.ts'

export interface Workflow {
  /** From the repository's root, with `/`. */
  readonly path: string
  readonly text: string
}

export interface WorkflowInput {
  /** The project's root, absolute. */
  readonly root: string
  /** The config, if it has to be named. */
  readonly config: string | undefined
  readonly facts: Pick<ProjectFacts, 'dependencies' | 'packageManager'>
  /** Of this package. */
  readonly version: string
  readonly withUpgrade: boolean
}

const LOCK_FILES: Readonly<Record<PackageManager, readonly string[]>> = {
  npm: ['package-lock.json', 'npm-shrinkwrap.json'],
  pnpm: ['pnpm-lock.yaml'],
  yarn: ['yarn.lock'],
  bun: ['bun.lock', 'bun.lockb'],
  deno: ['deno.lock'],
}
const NODE_VERSION_FILES = ['.nvmrc', '.node-version']

/** Whether the project says which version it wants. What Deno installs, no other program finds. */
export function isInstalledIn({ dependencies, packageManager }: WorkflowInput['facts']): boolean {
  return packageManager !== 'deno' && dependencies.has('create-session')
}

/** The folder that holds the repository of a project; the project's own where there is none. */
export function repositoryOf(root: string): string {
  return findAbove(root, '', ['.git'])?.folder ?? root
}

export function workflowsFor(input: WorkflowInput): readonly Workflow[] {
  const view = viewOf(input)
  const names = ['sessions', ...(input.withUpgrade ? ['sessions-upgrade'] : [])]
  return names.map((name) => ({
    path: `.github/workflows/${name}.yml`,
    text: rendered(`project/ci/${name}.yml.hbs`, view),
  }))
}

function viewOf({ root, config, facts, version }: WorkflowInput): object {
  const repository = repositoryOf(root)
  const { packageManager: manager } = facts
  const lock = findAbove(root, repository, LOCK_FILES[manager])
  const isInstalled = isInstalledIn(facts)
  const isModernYarn = manager === 'yarn' && findAbove(root, repository, ['.yarnrc.yml']) !== null
  const run = isInstalled ? RUN[manager] : `npx --yes create-session@${version}`
  const flags = config === undefined ? '' : ` --config ${quoted(config)}`
  const folder = wayBetween(repository, root)
  const view = {
    folder: folder === '' ? null : scalar(folder),
    usesCorepack: isModernYarn,
    usesPnpm: manager === 'pnpm',
    usesBun: manager === 'bun',
    isManagerPinned: isManagerPinned(root, repository),
    nodeVersion: nodeVersionOf(root, repository),
    cache:
      isInstalled && lock !== null && (manager === 'npm' || manager === 'pnpm' || manager === 'yarn') ? manager : null,
    lockFile: lock === null ? null : scalar(wayBetween(repository, join(lock.folder, lock.name))),
    install: isInstalled ? installOf(manager, lock !== null, isModernYarn) : null,
    check: scalar(`${run} check${flags}`),
    generate: scalar(`${run} generate --conflict=markers${flags} || [ $? -eq 3 ]`),
    upgrade: isInstalled ? UPGRADE[manager] : null,
  }
  return { ...view, setup: rendered('project/ci/setup-steps.yml.hbs', view).trimEnd() }
}

/** What starts the version that is installed. */
const RUN: Readonly<Record<PackageManager, string>> = {
  npm: 'npx create-session',
  pnpm: 'pnpm exec create-session',
  yarn: 'yarn run create-session',
  bun: 'bunx create-session',
  deno: 'npx create-session',
}

/** An exact version is not moved by `update`. */
const UPGRADE: Readonly<Record<PackageManager, string | null>> = {
  npm: 'npm install --save-dev --save-exact create-session@latest',
  pnpm: 'pnpm add --save-dev --save-exact create-session@latest',
  yarn: 'yarn add --dev --exact create-session@latest',
  bun: 'bun add --dev --exact create-session@latest',
  deno: null,
}

function installOf(manager: PackageManager, hasLock: boolean, isModernYarn: boolean): string {
  switch (manager) {
    case 'npm':
      return hasLock ? 'npm ci' : 'npm install'
    case 'pnpm':
    case 'bun':
      return hasLock ? `${manager} install --frozen-lockfile` : `${manager} install`
    case 'yarn':
      return !hasLock ? 'yarn install' : isModernYarn ? 'yarn install --immutable' : 'yarn install --frozen-lockfile'
    case 'deno':
      return 'npm install'
  }
}

function nodeVersionOf(root: string, repository: string): string {
  const found = findAbove(root, repository, NODE_VERSION_FILES)
  return found === null
    ? 'node-version: lts/*'
    : `node-version-file: ${scalar(wayBetween(repository, join(found.folder, found.name)))}`
}

/** Whether package.json says which version of its package manager the project wants. */
function isManagerPinned(root: string, repository: string): boolean {
  return [root, repository].some((folder) => {
    try {
      const text = readFileSync(join(folder, 'package.json'), 'utf8').replace(/^\uFEFF/, '')
      return Object.hasOwn(JSON.parse(text) as object, 'packageManager')
    } catch {
      return false
    }
  })
}

/** In a folder or above it, up to the repository's root. */
function findAbove(
  folder: string,
  top: string,
  names: readonly string[],
): { readonly folder: string; readonly name: string } | null {
  const name = names.find((one) => existsSync(join(folder, one)))
  if (name !== undefined) {
    return { folder, name }
  }
  return folder === top || dirname(folder) === folder ? null : findAbove(dirname(folder), top, names)
}

/** A text of YAML, in quotes where it could be read as anything else. */
function scalar(text: string): string {
  return /^[A-Za-z.][\w@./ =|[\]$?-]*$/.test(text) ? text : JSON.stringify(text)
}

function rendered(source: string, view: object): string {
  return render(source, readTemplate(source), view)
}
