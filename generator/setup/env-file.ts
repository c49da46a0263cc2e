// The secret itself: the one thing that is written beside a run, so that no copy of it stands in a stage or in what undo keeps.
import { randomBytes } from 'node:crypto'
import { closeSync, constants, fchmodSync, fstatSync, lstatSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { ENV_FILE, namesVariable, withLine } from './environment-files.ts'
import { type GitStanding, readGitStanding } from './git.ts'

const KEY_BYTES = 32
const OWNER_ALONE = 0o600

/** What becomes of `.env`; a refusal says why, as the end of a sentence. */
export type SecretOutcome =
  { readonly kind: 'written' | 'already-there' } | { readonly kind: 'refused'; readonly why: string }

/**
 * Appends a new key for each variable that `.env` does not name, and lets nobody but its owner read it. What it holds already
 * is never replaced.
 */
export function writeSecrets(root: string, variables: readonly string[]): SecretOutcome {
  const outlook = readSecretOutlook(root, variables)
  if (outlook.kind !== 'written') {
    return outlook
  }
  const standing = readGitStanding(root, ENV_FILE)
  if (standing === 'exposed') {
    return { kind: 'refused', why: 'git does not ignore it' }
  }
  const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW = 0 } = constants
  const file = openSync(join(root, ENV_FILE), O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, OWNER_ALONE)
  try {
    const { nlink } = fstatSync(file)
    if (nlink !== 1) {
      return { kind: 'refused', why: LINKED }
    }
    const before = readFileSync(file, 'utf8')
    const after = variables
      .filter((variable) => !namesVariable(before, variable))
      .reduce((text, variable) => withLine(text, `${variable}=${randomBytes(KEY_BYTES).toString('base64url')}`), before)
    fchmodSync(file, OWNER_ALONE)
    writeSync(file, after.slice(before.length))
  } finally {
    closeSync(file)
  }
  return { kind: 'written' }
}

/** What `writeSecrets` would do once `.gitignore` is written. */
export function readSecretOutlook(root: string, variables: readonly string[]): SecretOutcome {
  const path = join(root, ENV_FILE)
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found !== undefined && (!found.isFile() || found.nlink !== 1)) {
    return { kind: 'refused', why: LINKED }
  }
  const text = found === undefined ? '' : readFileSync(path, 'utf8')
  if (variables.every((variable) => namesVariable(text, variable))) {
    return { kind: 'already-there' }
  }
  const reason = refusalFor(readGitStanding(root, ENV_FILE))
  return reason === null ? { kind: 'written' } : { kind: 'refused', why: reason }
}

const LINKED = 'it is a link, or no file'

function refusalFor(standing: GitStanding): string | null {
  switch (standing) {
    case 'tracked':
      return 'git tracks it: take it out with `git rm --cached .env`'
    case 'unknown':
      return 'git does not say whether it would be committed'
    case 'ignored':
    case 'exposed':
    case 'no-repository':
      return null
  }
}
