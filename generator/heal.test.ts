// What brings config, code and manifest apart without anybody's fault, and how the next run heals it.
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { call, expressProject, type TrialProject } from './cli/trial-project.harness.ts'

const MANIFEST = '.sessions/manifest.json'
const COOKIE = 'src/sessions/session-cookie.ts'
const LIFETIME = 'src/sessions/session-lifetime.ts'

let project: TrialProject

beforeEach(async () => {
  project = expressProject()
  expect((await call(project, '--yes', '--no-install')).code).toBe(0)
})
afterEach(() => project.remove())

/** The project's files but the list that takes the last run back. */
function tree(): ReadonlyMap<string, string> {
  return new Map([...project.tree()].filter(([path]) => !/^\.git\/|undo\.json$/.test(path)))
}

async function generates(): Promise<void> {
  expect(await call(project, 'generate')).toMatchObject({ code: 0 })
  expect(await call(project, 'check')).toMatchObject({ code: 0 })
}

describe('a lost manifest', () => {
  beforeEach(() => rmSync(join(project.root, MANIFEST)))

  it('is made again from what is as it would be generated', async () => {
    await generates()

    expect(project.read(MANIFEST)).toContain(COOKIE)
  })

  it('costs no edit', async () => {
    project.write(COOKIE, `${project.read(COOKIE)}\n// mine\n`)
    project.edit('sessions.config.ts', '14d', '7d')
    await generates()

    expect(project.read(COOKIE)).toContain('// mine')
    expect(project.read(LIFETIME)).toContain('7 *')
  })

  it('deletes nothing: of a file that is generated no more nothing is known', async () => {
    project.edit('sessions.config.ts', "backend: 'cookie'", "backend: 'memory'")
    await call(project, 'generate')

    expect([...tree().keys()]).toContain('src/sessions/secrets.ts')
  })

  it('with its copies leaves what was edited in place, and says so', async () => {
    rmSync(join(project.root, '.sessions'), { recursive: true })
    project.write(COOKIE, `${project.read(COOKIE)}\n// mine\n`)

    expect(await call(project, 'generate')).toMatchObject({ code: 3, err: expect.stringContaining(COOKIE) })
    expect(project.read(COOKIE)).toContain('// mine')
  })
})

describe('two branches that both generated', () => {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'core.autocrlf=false', ...args], {
      cwd: project.root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })

  it('are one again once their config is: what version control made of the manifest is mended', async () => {
    git('init', '-q', '-b', 'main')
    git('add', '-A')
    git('commit', '-qm', 'scaffold')
    git('checkout', '-qb', 'theirs')
    project.edit('sessions.config.ts', '14d', '7d')
    await call(project, 'generate')
    git('commit', '-qam', 'seven days')
    git('checkout', '-q', 'main')
    project.edit('sessions.config.ts', "backend: 'cookie'", "key: 'shop',\n  backend: 'cookie'")
    project.write('src/sessions/session-errors.ts', `${project.read('src/sessions/session-errors.ts')}\n// mine\n`)
    await call(project, 'generate')
    git('commit', '-qam', 'another name')

    expect(() => git('merge', '-q', 'theirs')).toThrow()
    expect(project.read(MANIFEST)).toMatch(/^<<<<<<< HEAD$/m)
    // People settle what they wrote themselves; of what was generated they take any side.
    for (const path of git('diff', '--name-only', '--diff-filter=U').trim().split('\n')) {
      if (!path.startsWith('.sessions/')) {
        git('checkout', '--theirs', path)
      }
    }
    project.write('sessions.config.ts', git('show', 'main:sessions.config.ts').replace('14d', '7d'))
    await generates()

    expect(project.read(LIFETIME)).toContain('7 *')
    expect(project.read(COOKIE)).toContain('__Host-shop')
    expect(project.read('src/sessions/session-errors.ts')).toContain('// mine')
    expect([...tree().values()].join('')).not.toMatch(/^<<<<<<< /m)
  })

  it('leave a file with conflict markers to people, with its line', async () => {
    const text = project.read(LIFETIME)
    project.write(LIFETIME, `<<<<<<< HEAD\n${text}=======\n${text}// theirs\n>>>>>>> theirs\n`)

    expect(await call(project, 'generate')).toMatchObject({ code: 3, err: expect.stringContaining(`${LIFETIME}:1`) })
    expect((await call(project, 'check')).code).toBe(3)
  })
})

describe('files that were only formatted, or given other line ends', () => {
  it('are no drift, and take what is new', async () => {
    for (const path of tree().keys()) {
      if (path.startsWith('src/sessions/') && path.endsWith('.ts')) {
        project.write(path, project.read(path).replaceAll('\n', '\r\n'))
      }
    }
    project.write(COOKIE, project.read(COOKIE).replaceAll('  ', '\t'))
    expect(await call(project, 'check')).toMatchObject({ code: 0 })

    project.edit('sessions.config.ts', "backend: 'cookie'", "key: 'shop',\n  backend: 'cookie'")
    expect((await call(project, 'generate')).code).toBe(0)
    expect(project.read(COOKIE)).toContain('__Host-shop')
    expect(project.read(COOKIE)).toMatch(/\r\n/)
  })
})
