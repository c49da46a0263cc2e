// What a project is made of, as far as it bears on the answers: framework, runtime, databases, and the workspace around it.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import type { BackendMeta } from '../../templates/meta.ts'
import { targets } from '../../templates/registry.ts'
import { type ProjectFacts, readProjectFacts } from '../plan/project-facts.ts'
import { findPackages } from '../workspace/packages.ts'

export type Runtime = 'node' | 'bun' | 'deno' | 'workers'

/** Drivers and mappers by package, as people call them. */
const DATABASES: ReadonlyMap<string, string> = new Map([
  ['redis', 'Redis (node-redis)'],
  ['ioredis', 'Redis (ioredis)'],
  ['@upstash/redis', 'Upstash Redis'],
  ['pg', 'PostgreSQL (pg)'],
  ['postgres', 'PostgreSQL (postgres.js)'],
  ['@neondatabase/serverless', 'Neon'],
  ['mysql2', 'MySQL'],
  ['better-sqlite3', 'SQLite'],
  ['@libsql/client', 'libSQL'],
  ['mongodb', 'MongoDB'],
  ['mongoose', 'Mongoose'],
  ['@prisma/client', 'Prisma'],
  ['drizzle-orm', 'Drizzle'],
  ['kysely', 'Kysely'],
  ['knex', 'Knex'],
  ['typeorm', 'TypeORM'],
  ['sequelize', 'Sequelize'],
  ['@mikro-orm/core', 'MikroORM'],
])

const DOTENV = ['dotenv', 'dotenv-flow', '@dotenvx/dotenvx']

/** The runtime that the project is written for, as its files and packages say; Node.js unless they say otherwise. */
export function readRuntime(root: string, { packageManager, dependencies }: ProjectFacts): Runtime {
  if (packageManager === 'deno') {
    return 'deno'
  }
  const isForWorkers =
    dependencies.has('wrangler') || ['wrangler.toml', 'wrangler.json', 'wrangler.jsonc'].some(isThere)
  const isForBun = dependencies.has('@types/bun') || dependencies.has('bun-types')
  return isForWorkers ? 'workers' : isForBun ? 'bun' : 'node'

  function isThere(name: string): boolean {
    return existsSync(join(root, name))
  }
}

/** One line for people: what was found. */
export function describeProject(root: string, facts: ProjectFacts): string {
  const { dependencies, detectedTargets, isTypeScript, packageManager } = facts
  const frameworks = targets
    .filter(({ name }) => detectedTargets.includes(name))
    .map(({ label, detect }) => `${label} ${dependencies.get(detect?.package ?? '') ?? ''}`.trim())
  const runtime = { node: 'Node.js', bun: 'Bun', deno: 'Deno', workers: 'Cloudflare Workers' }[readRuntime(root, facts)]
  const workspace = findWorkspace(root)
  return [
    ...frameworks,
    runtime,
    isTypeScript ? 'TypeScript' : 'JavaScript',
    packageManager === 'deno' || readManifest(root)['type'] === 'module' ? 'ES modules' : 'CommonJS',
    workspace === null ? packageManager : `${packageManager} workspace (${workspace})`,
    ...[...DATABASES].filter(([name]) => dependencies.has(name)).map(([, label]) => label),
  ].join(', ')
}

/** The clients of a backend whose package the project has: first what stands on another of them, then the usual one. */
export function clientsPresent({ clients = [], driver }: BackendMeta, facts: ProjectFacts): readonly string[] {
  const isThere = (name: string): boolean => facts.dependencies.has(name)
  const aboveOf = (client: string): readonly string[] => driver({ client })?.above ?? []
  const present = clients.filter((client) => {
    const { name = '', above } = driver({ client }) ?? {}
    return isThere(name) && (above === undefined || above.some(isThere))
  })
  return present.toSorted((a, b) => Number(aboveOf(b).length > 0) - Number(aboveOf(a).length > 0))
}

/** The folder of the workspace that a project is a part of, from the project's root; null where it stands alone. */
export function findWorkspace(root: string): string | null {
  for (let folder = root; ; folder = dirname(folder)) {
    if (isWorkspace(folder)) {
      return relative(root, folder).split(sep).join('/') || '.'
    }
    // Whatever lies above the repository is not part of it.
    if (dirname(folder) === folder || existsSync(join(folder, '.git'))) {
      return null
    }
  }
}

/** The packages of a workspace that are for a target that is known; none where the folder is no workspace. */
export function findFittingPackages(root: string): readonly string[] {
  return (findPackages(root) ?? []).filter((path) => readProjectFacts(join(root, path)).detectedTargets.length > 0)
}

/** How the application gets what stands in `.env`: one sentence. */
export function environmentNote(root: string, facts: ProjectFacts): string {
  const loader = DOTENV.find((name) => facts.dependencies.has(name))
  if (loader !== undefined) {
    return `${loader} takes .env in, if it does so before the sessions are made`
  }
  switch (readRuntime(root, facts)) {
    case 'node':
      return 'Nothing reads .env by itself: start the application by `node --env-file=.env`'
    case 'bun':
      return 'Bun reads .env by itself'
    case 'deno':
      return 'Nothing reads .env by itself: start the application by `deno run --env-file=.env`'
    case 'workers':
      return 'Wrangler reads .dev.vars where that is there, else .env; in production, `wrangler secret put`'
  }
}

function isWorkspace(folder: string): boolean {
  return existsSync(join(folder, 'pnpm-workspace.yaml')) || 'workspaces' in readManifest(folder)
}

/** Empty where it cannot be read: a file of somebody else's says nothing then. */
function readManifest(folder: string): Readonly<Record<string, unknown>> {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8').replace(/^\uFEFF/, ''))
    return typeof manifest === 'object' && manifest !== null ? { ...manifest } : {}
  } catch {
    return {}
  }
}
