// What the project's formatter makes of files, so that formatting alone is never taken for an edit.
import { GeneratorError } from '../errors.ts'
import { format } from '../format/format.ts'
import type { ProjectFacts } from '../plan/project-facts.ts'
import type { Before, NextFile } from './reconcile.ts'
import { normalised } from './text.ts'

/** What the formatter makes of files that are neither as they were generated nor as they would be. */
export async function tidy(
  root: string,
  facts: ProjectFacts,
  found: Pick<Before, 'base' | 'disk'>,
  next: readonly NextFile[],
  mayExecute: boolean,
): Promise<Pick<Before, 'tidyBase' | 'tidyDisk'>> {
  const tidyBase = new Map<string, string>()
  const tidyDisk = new Map<string, string>()
  for (const { path, source, text } of next) {
    const disk = found.disk.get(path)
    const base = found.base.get(path)
    if (disk === undefined || normalised(disk) === normalised(text) || normalised(disk) === base) {
      continue
    }
    await add(tidyDisk, path, source, disk)
    if (base !== undefined) {
      await add(tidyBase, path, source, base)
    }
  }
  return { tidyBase, tidyDisk }

  async function add(texts: Map<string, string>, path: string, source: string, text: string): Promise<void> {
    try {
      const [file] = await format([{ path, source, text }], root, facts.style, mayExecute)
      texts.set(path, normalised(file?.text ?? text))
    } catch (error) {
      // Code that doesn't parse has been edited, and that is all there is to know.
      if (!(error instanceof GeneratorError)) {
        throw error
      }
    }
  }
}
