// Which configs a command is for, in the layouts that workspaces have.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { GeneratorError } from '../errors.ts'
import { findConfigs } from './discover.ts'

let folder: string
let root: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'create-session-workspace-'))
  root = join(folder, 'repository')
  mkdirSync(root)
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

function writePackage(path: string, config: string | null = 'sessions.config.ts'): void {
  write(join(path, 'package.json'), '{}')
  if (config !== null) {
    write(join(path, config), 'export default {}\n')
  }
}

/** Projects as `folder`, or `folder: config`. */
function found(...given: readonly string[]): readonly string[] {
  return findConfigs(root, given).map(({ root: project, config }) => {
    const way = relative(root, project) || '.'
    return config === undefined ? way : `${way}: ${config}`
  })
}

describe('a workspace', () => {
  const packages = ['packages/b', 'packages/a', 'packages/old', 'packages/group/inner', 'apps/web', 'tools']

  it.each([
    ['package.json', '{ "workspaces": ["packages/*"] }', ['packages/a', 'packages/b', 'packages/old']],
    ['package.json', '{ "workspaces": { "packages": ["./apps/*/", "tools"] } }', ['apps/web', 'tools']],
    ['package.json', '{ "workspaces": ["packages/*", "!packages/old"] }', ['packages/a', 'packages/b']],
    ['package.json', '{ "workspaces": ["packages/{a,b}", "apps/w*"] }', ['apps/web', 'packages/a', 'packages/b']],
    ['package.json', '\uFEFF{ "workspaces": ["packages/group/*"] }', ['packages/group/inner']],
    [
      'pnpm-workspace.yaml',
      "packages:\n  # all\n  - 'packages/**'\n  - '!**/old'\n",
      ['packages/a', 'packages/b', 'packages/group/inner'],
    ],
    [
      'pnpm-workspace.yaml',
      'packages: ["**"]\n',
      ['apps/web', 'packages/a', 'packages/b', 'packages/group/inner', 'packages/old', 'tools'],
    ],
    ['pnpm-workspace.yaml', 'packages: ["{apps/*,tools}"]\n', ['apps/web', 'tools']],
    ['deno.json', '{ "workspace": ["./tools", "./apps/web"] }', ['apps/web', 'tools']],
    ['deno.json', '{ "workspace": { "members": ["packages/*"] } }', ['packages/a', 'packages/b', 'packages/old']],
  ])('%s %j', (name, text, expected) => {
    packages.forEach((path) => writePackage(path))
    write('package.json', '{}')
    write(name, text)

    expect(found()).toEqual(expected)
  })

  it('pnpm says which packages there are, not package.json', () => {
    packages.forEach((path) => writePackage(path))
    write('package.json', '{ "workspaces": ["apps/*"] }')
    write('pnpm-workspace.yaml', 'packages: [tools]\n')

    expect(found()).toEqual(['tools'])
  })

  it('leaves out packages without a config, and folders without a manifest', () => {
    writePackage('packages/a')
    writePackage('packages/b', null)
    write('packages/c/sessions.config.ts', 'export default {}\n')
    write('package.json', '{ "workspaces": ["packages/*"] }')

    expect(found()).toEqual(['packages/a'])
  })

  it('has the config of its root alone, where there is one', () => {
    writePackage('packages/a')
    write('package.json', '{ "workspaces": ["packages/*"] }')
    write('sessions.config.ts', 'export default {}\n')

    expect(found()).toEqual(['.'])
    expect(found('packages/a', '.')).toEqual(['packages/a', '.'])
  })

  it('goes into no node_modules and no .git', () => {
    for (const path of ['packages/node_modules/a', 'node_modules/b', '.git/c', 'packages/a/node_modules/d']) {
      writePackage(path)
    }
    write('package.json', '{ "workspaces": ["**", "node_modules/*", ".git/*", "packages/node_modules/a"] }')

    expect(found()).toEqual(['.'])
  })

  it('follows no link, and no pattern out of the root', () => {
    writePackage('../outside')
    symlinkSync(join(folder, 'outside'), join(root, 'linked'))
    mkdirSync(join(root, 'packages'))
    symlinkSync(join(folder, 'outside'), join(root, 'packages/linked'))
    symlinkSync(folder, join(root, 'up'))
    write(
      'package.json',
      '{ "workspaces": ["linked", "packages/*", "up/*", "../*", "../outside", "packages/../../outside", "/*"] }',
    )

    expect(found()).toEqual(['.'])
  })

  it.each([
    ['package.json', '{ "workspaces": ['],
    ['pnpm-workspace.yaml', 'packages: [\n'],
  ])('says what does not parse: %s', (name, text) => {
    write(name, text)

    expect(() => found()).toThrow(GeneratorError)
    expect(() => found()).toThrow(`${name} cannot be read`)
  })

  it.each(['', 'packages:\n', 'packages: 7\n', 'packages: [7, {}]\n'])('has no packages in %j', (text) => {
    write('pnpm-workspace.yaml', text)

    expect(found()).toEqual(['.'])
  })
})

describe('given paths', () => {
  beforeEach(() => {
    writePackage('packages/a')
    writePackage('packages/b', 'config/web.config.ts')
    writePackage('packages/c', null)
    write('package.json', '{ "workspaces": ["packages/*"] }')
  })

  it('are folders and files, in their order, each config once', () => {
    const given = ['packages/b/config/web.config.ts', 'packages/a', 'packages/a/sessions.config.ts', './packages/a/']

    expect(found(...given)).toEqual(['packages/b: config/web.config.ts', 'packages/a'])
  })

  it('may be a workspace', () => {
    expect(found('.')).toEqual(['packages/a'])
    expect(findConfigs(join(root, 'packages'), ['..']).map(({ root: project }) => project)).toEqual([
      join(root, 'packages/a'),
    ])
  })

  it('keep a folder without a config, for the command to say so', () => {
    expect(found('packages/c')).toEqual(['packages/c'])
  })

  it('lead to something', () => {
    expect(() => found('packages/x')).toThrow('There is no packages/x here')
  })
})

it('a folder alone is its own project', () => {
  expect(found()).toEqual(['.'])
})
