import { spawnSync } from 'node:child_process'
import { linkSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { describeWith, isOnPath, temporaryFolder } from '../../templates/contracts/services.ts'
import { readSecretOutlook, writeSecrets } from './env-file.ts'
import { readGitStanding } from './git.ts'

const VARIABLE = ['SESSION_SECRETS']
const LINE = /^SESSION_SECRETS=[A-Za-z0-9_-]{43}\n$/

let folder: ReturnType<typeof temporaryFolder>
let env: string

beforeEach(() => {
  folder = temporaryFolder('env')
  env = join(folder.path, '.env')
})
afterEach(() => folder.remove())

const read = (): string => readFileSync(env, 'utf8')
const git = (...args: readonly string[]): number | null => spawnSync('git', args, { cwd: folder.path }).status

describe('writeSecrets', () => {
  it('S-K4 writes a key of 32 bytes that its owner alone can read', () => {
    expect(writeSecrets(folder.path, VARIABLE)).toEqual({ kind: 'written' })

    expect(read()).toMatch(LINE)
    expect(statSync(env).mode & 0o777).toBe(0o600)
  })

  it('appends to what is there, and takes the eyes of others off it', () => {
    writeFileSync(env, 'PORT=3000', { mode: 0o644 })

    writeSecrets(folder.path, VARIABLE)

    expect(read()).toMatch(/^PORT=3000\nSESSION_SECRETS=[\w-]{43}\n$/)
    expect(statSync(env).mode & 0o777).toBe(0o600)
  })

  it.each(['SESSION_SECRETS=mine\n', 'export SESSION_SECRETS="mine"', 'SESSION_SECRETS=\r\n'])(
    'never replaces a value: %j',
    (text) => {
      writeFileSync(env, text)

      expect(writeSecrets(folder.path, VARIABLE)).toEqual({ kind: 'already-there' })
      expect(read()).toBe(text)
    },
  )

  it('gives each variable a key of its own', () => {
    writeSecrets(folder.path, ['USER_SECRETS', 'ADMIN_SECRETS'])

    const keys = read().trim().split('\n')
    expect(keys.map((line) => line.split('=')[0])).toEqual(['USER_SECRETS', 'ADMIN_SECRETS'])
    expect(new Set(keys.map((line) => line.split('=')[1])).size).toBe(2)
  })

  it.each([
    ['a symbolic link', () => symlinkSync(join(folder.path, 'elsewhere'), env)],
    ['a symbolic link to a file', () => linkTo(symlinkSync)],
    ['a hard link', () => linkTo(linkSync)],
    ['a folder', () => mkdirSync(env)],
  ])('refuses %s', (_name, make) => {
    make()

    expect(readSecretOutlook(folder.path, VARIABLE)).toMatchObject({ kind: 'refused' })
    expect(writeSecrets(folder.path, VARIABLE)).toMatchObject({ kind: 'refused' })
  })

  function linkTo(link: (target: string, path: string) => void): void {
    writeFileSync(join(folder.path, 'elsewhere'), 'PORT=3000\n')
    link(join(folder.path, 'elsewhere'), env)
  }
})

describeWith(isOnPath('git') ? null : 'git is not on PATH (Debian: apt-get install git)', 'in a repository', () => {
  beforeEach(() => {
    git('init', '--quiet')
  })

  it('refuses where git does not ignore it', () => {
    expect(readSecretOutlook(folder.path, VARIABLE)).toEqual({ kind: 'written' })
    expect(writeSecrets(folder.path, VARIABLE)).toEqual({ kind: 'refused', why: 'git does not ignore it' })
    expect(readGitStanding(folder.path, '.env')).toBe('exposed')
  })

  it('writes where git ignores it, be it by a rule of a folder above', () => {
    writeFileSync(join(folder.path, '.gitignore'), '.env\n')
    const inner = join(folder.path, 'packages/api')
    mkdirSync(inner, { recursive: true })

    expect(writeSecrets(inner, VARIABLE)).toEqual({ kind: 'written' })
    expect(readFileSync(join(inner, '.env'), 'utf8')).toMatch(LINE)
  })

  it('refuses a file that is tracked, ignored or not', () => {
    writeFileSync(join(folder.path, '.gitignore'), '.env\n')
    writeFileSync(env, 'PORT=3000\n')
    git('add', '--force', '.env')

    expect(readSecretOutlook(folder.path, VARIABLE)).toMatchObject({ kind: 'refused' })
    expect(writeSecrets(folder.path, VARIABLE)).toMatchObject({ kind: 'refused' })
    expect(read()).toBe('PORT=3000\n')
  })

  it('refuses where git cannot read the repository', () => {
    writeFileSync(join(folder.path, '.git/config'), '[core]\n  repositoryformatversion = 999\n')

    expect(readSecretOutlook(folder.path, VARIABLE)).toEqual({
      kind: 'refused',
      why: 'git does not say whether it would be committed',
    })
  })
})
