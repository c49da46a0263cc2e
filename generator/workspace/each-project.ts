// Runs a command on several projects, one after the other: one that fails stops none of the others.
import { wayBetween } from '../check/report.ts'
import { type Command, EXIT } from '../cli/command.ts'
import { printFailure } from '../cli/failure.ts'
import { printable, styled, type Terminal } from '../cli/terminal.ts'
import type { Project } from '../pipeline.ts'

export interface EachOptions {
  readonly command: Command
  /** The folder that the command was started for: projects are named from there. */
  readonly folder: string
  readonly asJson: boolean
}

/** From the best to the worst: an error is worse than anything that a person has to decide. */
const EXIT_CODES: readonly number[] = [EXIT.done, EXIT.wrongInput, EXIT.refused, EXIT.failed]

/**
 * Of one project, what it prints is printed as it is. Of several, each has its heading, and a last line counts them; their JSON
 * becomes `projects` of one object.
 *
 * @returns The worst of the exit codes.
 */
export async function eachProject(
  projects: readonly Project[],
  { command, folder, asJson }: EachOptions,
  terminal: Terminal,
  run: (project: Project, terminal: Terminal) => Promise<number>,
): Promise<number> {
  const [only, ...others] = projects
  if (only !== undefined && others.length === 0) {
    return run(only, terminal)
  }
  const codes: number[] = []
  const printed: object[] = []
  for (const project of projects) {
    const name = nameFrom(folder, project)
    let text = ''
    const own: Terminal = asJson ? { ...terminal, out: (line) => (text += `${line}\n`) } : terminal
    if (!asJson) {
      terminal.out(styled(terminal, 'bold', `${codes.length === 0 ? '' : '\n'}${printable(name)}`))
    }
    const code = await run(project, own).catch((error: unknown) => printFailure(error, { command, asJson }, own))
    codes.push(code)
    printed.push({ project: name, exitCode: code, ...(text === '' ? {} : (JSON.parse(text) as object)) })
  }
  const exitCode = EXIT_CODES.findLast((code) => codes.includes(code)) ?? EXIT.done
  terminal.out(asJson ? JSON.stringify({ projects: printed }, null, 2) : `\n${summaryOf(codes)}`)
  return exitCode
}

function nameFrom(folder: string, { root, config }: Project): string {
  const way = wayBetween(folder, root)
  return config === undefined ? way || '.' : [way, config].filter((part) => part !== '').join('/')
}

function summaryOf(codes: readonly number[]): string {
  const count = (exit: number): number => codes.filter((code) => code === exit).length
  const parts = [
    [count(EXIT.done), 'done'],
    [count(EXIT.wrongInput), 'with a wrong config'],
    [count(EXIT.refused), 'with an edit in the way'],
    [count(EXIT.failed), 'failed'],
  ] as const
  const said = parts.filter(([number]) => number > 0).map(([number, words]) => `${number} ${words}`)
  return `${codes.length} projects: ${said.join(', ')}.`
}
