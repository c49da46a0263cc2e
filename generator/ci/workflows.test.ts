// The workflows that `init --ci` writes: as files to read, and run as far as a machine without GitHub can.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'prettier'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../templates/contracts/services.ts'
import { call, trialProject, type TrialProject } from '../cli/trial-project.harness.ts'
import { packageRoot } from '../emit/read-template.ts'

const CHECK = '.github/workflows/sessions.yml'
const UPGRADE = '.github/workflows/sessions-upgrade.yml'
const INSTALLED = { devDependencies: { 'create-session': '0.1.0' } }

interface Case {
  readonly name: string
  readonly files: Readonly<Record<string, string>>
  readonly args?: readonly string[]
}

const CASES: readonly Case[] = [
  { name: 'npm', files: { 'package.json': JSON.stringify(INSTALLED), 'package-lock.json': '{}' } },
  { name: 'npm-without-lock-file', files: { 'package.json': JSON.stringify(INSTALLED), '.nvmrc': '24\n' } },
  { name: 'pnpm', files: { 'package.json': JSON.stringify(INSTALLED), 'pnpm-lock.yaml': '' } },
  {
    name: 'pnpm-pinned',
    files: {
      'package.json': JSON.stringify({ ...INSTALLED, packageManager: 'pnpm@10.9.8' }),
      'pnpm-lock.yaml': '',
    },
  },
  { name: 'yarn-classic', files: { 'package.json': JSON.stringify(INSTALLED), 'yarn.lock': '' } },
  {
    name: 'yarn-modern',
    files: { 'package.json': JSON.stringify(INSTALLED), 'yarn.lock': '', '.yarnrc.yml': 'nodeLinker: node-modules\n' },
    args: ['--config', 'config/my sessions.ts'],
  },
  { name: 'bun', files: { 'package.json': JSON.stringify(INSTALLED), 'bun.lock': '' } },
]

let project: TrialProject

beforeEach(() => {
  project = trialProject({ '.git/HEAD': 'ref: refs/heads/main\n' })
})
afterEach(() => project.remove())

describe('init --ci --upgrade', () => {
  it.each(CASES)('writes what a project of this kind needs: $name', async ({ name, files, args = [] }) => {
    Object.entries(files).forEach(([path, text]) => project.write(path, text))

    expect(await call(project, 'init', '--ci', '--upgrade', ...args)).toMatchObject({ code: 0, err: '' })

    for (const path of [CHECK, UPGRADE]) {
      const text = project.read(path)
      await expect(text).toMatchFileSnapshot(
        join(packageRoot(), 'fixtures/workflows', name, path.split('/').at(-1) ?? ''),
      )
      // It parses, and is written as a person with Prettier would.
      expect(await format(text, { parser: 'yaml', singleQuote: true, printWidth: 300 })).toBe(text)
      expect(text).not.toMatch(/\{\{[^}]*\}\}(?<!github\.token \}\})/)
    }
  })

  it('writes into the repository of a package, and works in its folder', async () => {
    project.write('packages/api/package.json', JSON.stringify(INSTALLED))
    project.write('package-lock.json', '{}')

    const ended = await callIn('packages/api', 'init', '--ci')

    expect(ended).toMatchObject({ code: 0, err: '' })
    expect(project.read(CHECK)).toContain('working-directory: packages/api')
    expect(project.read(CHECK)).toContain('cache-dependency-path: package-lock.json')
  })

  it('names the version where the project does not, and raises none then', async () => {
    project.write('package.json', '{}')

    expect(await call(project, 'init', '--ci')).toMatchObject({ code: 0 })
    expect(project.read(CHECK)).toMatch(/run: npx --yes create-session@\d+\.\d+\.\d+ check\n/)
    expect(await call(project, 'init', '--ci', '--upgrade')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--upgrade needs create-session'),
    })
  })

  it('is content with what it wrote, and overwrites nothing else', async () => {
    project.write('package.json', JSON.stringify(INSTALLED))
    await call(project, 'init', '--ci')
    const before = project.tree()

    expect((await call(project, 'init', '--ci')).out).toContain('same')
    expect(project.tree()).toEqual(before)

    project.edit(CHECK, 'timeout-minutes: 10', 'timeout-minutes: 5')
    const edited = project.tree()
    expect(await call(project, 'init', '--ci', '--upgrade')).toMatchObject({
      code: 3,
      err: expect.stringContaining(`${CHECK} is there, and says something else`),
    })
    expect(project.tree()).toEqual(edited)
  })

  it('writes nothing in a dry run, and tells a program what it would', async () => {
    project.write('package.json', JSON.stringify(INSTALLED))
    const before = project.tree()

    const { code, out } = await call(project, 'init', '--ci', '--dry-run', '--json')

    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual({ command: 'init', dryRun: true, files: [{ path: CHECK, state: 'new' }] })
    expect(project.tree()).toEqual(before)
  })

  it('wants to know what to write', async () => {
    project.write('package.json', '{}')

    expect(await call(project, 'init')).toMatchObject({ code: 2, err: expect.stringContaining('--ci') })
  })
})

describe('the step that opens a pull request', () => {
  const remote = temporaryFolder('remote')
  const tools = temporaryFolder('tools')
  afterEach(() => {
    remote.remove()
    tools.remove()
  })

  it('pushes what changed, opens a pull request, and leaves one that is open', async () => {
    git(remote.path, 'init', '--bare', '--initial-branch', 'main')
    const shared = trialProject({ 'package.json': JSON.stringify(INSTALLED), '.gitignore': 'node_modules\n' })
    git(shared.root, 'init', '--initial-branch', 'main')
    expect(await call(shared, 'init', '--ci', '--upgrade')).toMatchObject({ code: 0 })
    git(shared.root, 'add', '--all')
    git(shared.root, '-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--message', 'Begin')
    git(shared.root, 'remote', 'add', 'origin', remote.path)
    git(shared.root, 'push', 'origin', 'main')
    const script = scriptIn(shared.read(UPGRADE))

    expect(runStep(shared.root, script)).toEqual([])

    shared.write('src/sessions/new.ts', 'export {}\n')
    expect(runStep(shared.root, script)).toEqual(['pr list', 'pr create'])
    git(shared.root, 'switch', 'main')
    git(shared.root, 'branch', '--delete', '--force', 'create-session-upgrade')

    shared.write('src/sessions/new.ts', 'export const more = true\n')
    expect(runStep(shared.root, script)).toEqual(['pr list'])
    expect(git(remote.path, 'show', 'create-session-upgrade:src/sessions/new.ts')).toBe('export {}\n')
    shared.remove()
  })

  /** Runs it as the runner does, where `gh` knows of the pull requests that it opened; says what that was asked. */
  function runStep(cwd: string, script: string): readonly string[] {
    const gh = join(tools.path, 'gh')
    const log = join(tools.path, 'asked')
    mkdirSync(tools.path, { recursive: true })
    writeFileSync(log, '')
    writeFileSync(
      gh,
      `#!/bin/sh\necho "$1 $2" >> '${log}'\nif [ "$2" = create ]; then touch '${log}.open'; fi\nif [ "$2" = list ]; then if [ -e '${log}.open' ]; then echo 1; else echo 0; fi; fi\n`,
    )
    chmodSync(gh, 0o755)
    const { status, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      cwd,
      encoding: 'utf8',
      env: { PATH: `${tools.path}:${process.env['PATH']}`, HOME: tools.path, BRANCH: 'create-session-upgrade' },
    })
    expect(status, stderr).toBe(0)
    return readFileSync(log, 'utf8').split('\n').slice(0, -1)
  }
})

/** `call` adds its own folder at the end: this one is for a folder below it. */
async function callIn(folder: string, ...args: readonly string[]): Promise<Awaited<ReturnType<typeof call>>> {
  return call({ ...project, root: join(project.root, folder) }, ...args)
}

/** The lines behind the last `run: |`. */
function scriptIn(workflow: string): string {
  const [, script = ''] = /run: \|\n([\s\S]*)$/.exec(workflow) ?? []
  return script.replace(/^ {10}/gm, '')
}

function git(cwd: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd, encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  return stdout
}
