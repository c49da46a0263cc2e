// The ways in which a check is printed, and which one is meant.
import type { Terminal } from '../cli/terminal.ts'
import { asGithub } from './as-github.ts'
import { asJson } from './as-json.ts'
import { asSarif } from './as-sarif.ts'
import { asText, failuresAsText } from './as-text.ts'
import { type CheckReport, movedBy } from './report.ts'

export const FORMATS = ['text', 'json', 'github', 'sarif'] as const

export type Format = (typeof FORMATS)[number]

export interface Printing {
  readonly format: Format
  /** The way from the repository's root to the folder that was checked; empty where these are the same. */
  readonly way: string
  /** The version of this package. */
  readonly version: string
}

/** A format that was asked for; else what GitHub Actions shows beside the code where it runs there. */
export function chosenFormat(given: string | undefined, env: Readonly<Record<string, string | undefined>>): Format {
  return FORMATS.find((format) => format === given) ?? (env['GITHUB_ACTIONS'] === 'true' ? 'github' : 'text')
}

export function printCheck(report: CheckReport, { format, way, version }: Printing, terminal: Terminal): void {
  const fromRoot = { ...report, projects: report.projects.map((project) => movedBy(way, project)) }
  switch (format) {
    case 'text':
      printText(report, terminal)
      break
    case 'json':
      terminal.out(asJson(report))
      break
    case 'github':
      // The log shows of an annotation only its message.
      printText(report, { ...terminal, hasColours: false })
      asGithub(fromRoot).forEach((line) => terminal.out(line))
      break
    case 'sarif':
      terminal.out(asSarif(fromRoot, version))
      break
  }
}

function printText(report: CheckReport, terminal: Terminal): void {
  asText(report, terminal).forEach((line) => terminal.out(line))
  failuresAsText(report, terminal).forEach((line) => terminal.err(line))
}
