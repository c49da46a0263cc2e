// Adds workflows to a repository: files that are not there yet, and no others.
import { dirname } from 'node:path'
import { GeneratorError } from '../errors.ts'
import { readText } from '../reconcile/read-before.ts'
import { normalised } from '../reconcile/text.ts'
import { nodeDisk } from '../write/disk.ts'
import { pathInside } from '../write/inside.ts'
import type { Workflow } from './workflows.ts'

export interface AddedWorkflow {
  readonly path: string
  readonly state: 'new' | 'already-there'
}

/**
 * @returns What is new, and what stood there just so.
 * @throws {GeneratorError} `in-the-way` for a file that says something else: nothing is written.
 */
export function addWorkflows(
  repository: string,
  workflows: readonly Workflow[],
  isDryRun: boolean,
): readonly AddedWorkflow[] {
  const added = workflows.map(({ path, text }) => {
    const found = readText(repository, path)
    if (found !== null && normalised(found) !== text) {
      throw new GeneratorError({
        code: 'in-the-way',
        message: `Nothing was written: ${path} is there, and says something else`,
        hint: 'Move it away, or leave it: it is yours',
      })
    }
    return { path, text, state: found === null ? ('new' as const) : ('already-there' as const) }
  })
  for (const { path, text, state } of added) {
    if (state === 'new' && !isDryRun) {
      const absolute = pathInside(repository, path)
      nodeDisk.makeFolder(dirname(absolute))
      nodeDisk.writeFile(absolute, text, undefined)
    }
  }
  return added.map(({ path, state }) => ({ path, state }))
}
