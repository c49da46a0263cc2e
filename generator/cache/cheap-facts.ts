// Facts of a project that cost less to find again than to explain: they stand for the files that they come from.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findPackageManager } from '../plan/package-manager.ts'
import type { ProjectFacts } from '../plan/project-facts.ts'
import { readStyle } from '../plan/style-facts.ts'

/** How the project's code looks, and its package manager; as JSON. */
export function readCheapFacts(root: string): string {
  return printCheapFacts({ style: readStyle(root), packageManager: findPackageManager(root, readPackage(root)) })
}

/** The same, of what a run has found. */
export function printCheapFacts({ style, packageManager }: Pick<ProjectFacts, 'style' | 'packageManager'>): string {
  return JSON.stringify([style, packageManager])
}

function readPackage(root: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8').replace(/^\uFEFF/, '')) as Record<
      string,
      unknown
    >
  } catch {
    return {}
  }
}
