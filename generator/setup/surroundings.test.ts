import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../templates/contracts/services.ts'
import { backends } from '../../templates/registry.ts'
import { readProjectFacts } from '../plan/project-facts.ts'
import { clientsPresent, describeProject, environmentNote, findWorkspace } from './surroundings.ts'

let folder: ReturnType<typeof temporaryFolder>

beforeEach(() => {
  folder = temporaryFolder('surroundings')
})
afterEach(() => folder.remove())

function put(path: string, content: string | object = ''): void {
  const file = join(folder.path, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
}

function project(dependencies: Readonly<Record<string, string>>, more: object = {}): void {
  put('package.json', { ...more, dependencies })
}

function described(root = folder.path): string {
  return describeProject(root, readProjectFacts(root))
}

describe('describeProject', () => {
  it('names framework and version, runtime, language, modules, package manager and databases', () => {
    project({ express: '^5.3.0', ioredis: '^6.0.0', 'drizzle-orm': '*' }, { type: 'module' })
    put('tsconfig.json', {})
    put('pnpm-lock.yaml')

    expect(described()).toBe('Express ^5.3.0, Node.js, TypeScript, ES modules, pnpm, Redis (ioredis), Drizzle')
  })

  it('knows CommonJS, and JavaScript', () => {
    project({ fastify: '5.12.8' })

    expect(described()).toBe('Fastify 5.12.8, Node.js, JavaScript, CommonJS, npm')
  })

  it.each([
    ['deno.json', 'Deno'],
    ['wrangler.toml', 'Cloudflare Workers'],
  ])('%s is for %s', (file, runtime) => {
    project({ hono: '^4.0.0' }, { type: 'module' })
    put(file, '{}')

    expect(described()).toContain(`, ${runtime}, `)
  })

  it('names the workspace', () => {
    put('pnpm-workspace.yaml', 'packages: [packages/*]\n')
    put('pnpm-lock.yaml')
    put('packages/api/package.json', { dependencies: { express: '5' } })

    expect(described(join(folder.path, 'packages/api'))).toContain('pnpm workspace (../..)')
  })
})

describe('findWorkspace', () => {
  it('looks no further than the repository', () => {
    put('package.json', { workspaces: ['packages/*'] })
    put('packages/api/.git/HEAD')

    expect(findWorkspace(join(folder.path, 'packages/api'))).toBeNull()
  })

  it.each([
    ['the workspace itself', '', '.'],
    ['a package of it', 'packages/api', '../..'],
  ])('finds it from %s', (_name, path, expected) => {
    put('package.json', { workspaces: ['packages/*'] })
    put('packages/api/package.json', 'broken')

    expect(findWorkspace(join(folder.path, path))).toBe(expected)
  })
})

describe('clientsPresent', () => {
  const [redis] = backends.filter(({ clients }) => clients !== undefined)

  it.each([
    [{}, []],
    [{ ioredis: '5' }, ['ioredis']],
    [{ redis: '5' }, ['node-redis']],
    [{ redis: '5', ioredis: '5' }, ['node-redis', 'ioredis']],
  ])('of %j', (dependencies, expected) => {
    project(dependencies)

    expect(redis && clientsPresent(redis, readProjectFacts(folder.path))).toEqual(expected)
  })

  it.each([
    [{ kysely: '0', pg: '8' }, 'postgres', ['kysely', 'pg']],
    [{ kysely: '0', pg: '8' }, 'mysql', []],
    [{ kysely: '0', mysql2: '3' }, 'mysql', ['kysely', 'mysql2']],
    [{ kysely: '0' }, 'sqlite', []],
  ])('of %j for %s: first what stands on another, if that is there', (dependencies, name, expected) => {
    project(dependencies)
    const backend = backends.find((each) => each.name === name)

    expect(backend && clientsPresent(backend, readProjectFacts(folder.path))).toEqual(expected)
  })

  it('are drivers of their own, each', () => {
    for (const { clients = [], driver } of backends) {
      // What is part of a platform has no package.
      const packages = clients.flatMap((client) => driver({ client })?.name ?? [])
      expect(new Set(packages).size).toBe(packages.length)
    }
  })
})

describe('environmentNote', () => {
  it.each([
    [{}, '', '`node --env-file=.env`'],
    [{ dotenv: '17' }, '', 'dotenv takes .env in'],
    [{ '@types/bun': '1' }, '', 'Bun reads .env by itself'],
    [{}, 'deno.json', '`deno run --env-file=.env`'],
    [{ wrangler: '4' }, '', '`wrangler secret put`'],
  ])('of %j %s', (dependencies, file, note) => {
    project(dependencies)
    if (file !== '') {
      put(file, '{}')
    }

    expect(environmentNote(folder.path, readProjectFacts(folder.path))).toContain(note)
  })
})
