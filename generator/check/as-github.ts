// A check as GitHub Actions shows it beside the code: workflow commands on standard output.
import { printable } from '../cli/terminal.ts'
import { CAUSES } from './causes.ts'
import type { Finding } from './findings.ts'
import { type CheckReport, problemsOf } from './report.ts'

/** One line for each finding that is worth a place in a review. Paths must be from the root of the repository. */
export function asGithub({ projects }: CheckReport): readonly string[] {
  return projects.flatMap((project) => [
    ...problemsOf(project).map(({ where, message }) =>
      annotation(
        'error',
        { file: where.file, line: where.line, col: where.column, title: 'create-session: could not be checked' },
        [message, project.failure?.hint ?? ''],
      ),
    ),
    ...project.findings.filter(({ severity }) => severity !== 'note').map(annotationOf),
  ])
}

function annotationOf({ severity, path, line, cause, message, remedy }: Finding): string {
  return annotation(
    severity === 'error' ? 'error' : 'warning',
    { file: path, line: line ?? 1, title: `create-session: ${CAUSES[cause].title}` },
    [message, remedy],
  )
}

function annotation(
  command: 'error' | 'warning',
  properties: Readonly<Record<string, string | number>>,
  lines: readonly string[],
): string {
  const written = Object.entries(properties).map(([name, value]) => `${name}=${escapedProperty(String(value))}`)
  return `::${command} ${written.join(',')}::${lines.map((line) => escapedData(printable(line))).join('%0A')}`
}

/** The escapes of the runner: it reads a command up to the end of its line. */
function escapedData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapedProperty(text: string): string {
  return escapedData(printable(text)).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
