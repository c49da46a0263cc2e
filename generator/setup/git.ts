// What git says of a file: asked of git itself, which alone knows every rule that keeps a file out.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** 'unknown' where there is a repository and git cannot be asked; 'no-repository' where there is none. */
export type GitStanding = 'tracked' | 'ignored' | 'exposed' | 'no-repository' | 'unknown'

/** @param path From the root. */
export function readGitStanding(root: string, path: string): GitStanding {
  if (!isInRepository(root)) {
    return 'no-repository'
  }
  const listed = git(root, 'ls-files', '--', path)
  if (listed === null || listed.status !== 0) {
    return 'unknown'
  }
  if (listed.stdout !== '') {
    return 'tracked'
  }
  switch (git(root, 'check-ignore', '--quiet', '--', path)?.status) {
    case 0:
      return 'ignored'
    case 1:
      return 'exposed'
    default:
      return 'unknown'
  }
}

function isInRepository(folder: string): boolean {
  return existsSync(join(folder, '.git')) || (dirname(folder) !== folder && isInRepository(dirname(folder)))
}

function git(root: string, ...args: readonly string[]): { readonly status: number; readonly stdout: string } | null {
  // A repository may name a program that is run to see what has changed: not by us.
  const { status, stdout } = spawnSync('git', ['-c', 'core.fsmonitor=false', ...args], { cwd: root, encoding: 'utf8' })
  return status === null ? null : { status, stdout }
}
