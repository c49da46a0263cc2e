// Which projects a command is for.
import type { Project } from '../pipeline.ts'
import { type Command, listOption, projectOf } from './command.ts'
import { usageError } from './failure.ts'

/** The one of `--config`; else those that were named, those of the workspace, or the one that is here. */
export async function projectsOf(
  options: Readonly<Record<string, unknown>>,
  command: Command,
): Promise<readonly Project[]> {
  const { findConfigs } = await import('../workspace/discover.ts')
  const { root, config } = projectOf(options)
  const given = listOption(options, 'configs')
  if (given.length > 0 && config !== undefined) {
    throw usageError('Name configs by --config or by themselves, not both', command)
  }
  return config === undefined ? findConfigs(root, given) : [{ root, config }]
}
