// Which package manager a project uses.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { PackageManager } from './install.ts'

const MARKS: readonly (readonly [file: string, manager: PackageManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
  ['deno.lock', 'deno'],
  ['deno.json', 'deno'],
  ['deno.jsonc', 'deno'],
]

/** As package.json says it, or as the lock file of the project or of the folders above it does: a workspace has one. */
export function findPackageManager(root: string, manifest: Readonly<Record<string, unknown>>): PackageManager {
  const declared = String(manifest['packageManager'] ?? '').split('@')[0]
  const known = MARKS.find(([, manager]) => manager === declared)
  return known?.[1] ?? findAbove(root)
}

function findAbove(folder: string): PackageManager {
  const found = MARKS.find(([file]) => existsSync(join(folder, file)))
  if (found !== undefined) {
    return found[1]
  }
  // Whatever lies above the repository is not part of it.
  return dirname(folder) === folder || existsSync(join(folder, '.git')) ? 'npm' : findAbove(dirname(folder))
}
