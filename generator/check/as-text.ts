// A check as people read it.
import { printable, type Style, styled, type Terminal } from '../cli/terminal.ts'
import type { Place } from '../errors.ts'
import type { Cause } from './causes.ts'
import type { Finding, Severity } from './findings.ts'
import { type CheckedProject, type CheckReport, exitCodeOfProject } from './report.ts'

const STYLES: Readonly<Record<Severity, Style>> = { error: 'red', warning: 'yellow', note: 'dim' }

/** What could be told, project after project. */
export function asText({ projects }: CheckReport, terminal: Pick<Terminal, 'hasColours'>): readonly string[] {
  const lines = projects.flatMap((project) => (project.failure === null ? linesOf(project, terminal) : []))
  if (projects.length < 2) {
    return lines
  }
  const agreeing = projects.filter((project) => exitCodeOfProject(project) === 0).length
  return [...lines, `${agreeing} of ${projects.length} configs agree with their code.`]
}

/** What could not be told, and why: for the error output. */
export function failuresAsText({ projects }: CheckReport, terminal: Pick<Terminal, 'hasColours'>): readonly string[] {
  return projects.flatMap(({ failure, config }) => {
    if (failure === null) {
      return []
    }
    const place = failure.where === null ? (projects.length < 2 ? '' : `${config}: `) : `${textOf(failure.where)} `
    return [
      `${styled(terminal, 'red', 'error')} ${printable(place + failure.message)}`,
      ...failure.problems.map(({ where, message }) => `  ${printable(textOf(where))}  ${printable(message)}`),
      printable(failure.hint),
    ]
  })
}

function linesOf(project: CheckedProject, terminal: Pick<Terminal, 'hasColours'>): readonly string[] {
  const { findings, executed, unread } = project
  const places = findings.map((finding) => printable(placeOf(finding)))
  const width = Math.max(0, ...places.map((place) => place.length))
  return [
    ...findings.map(
      ({ severity, message }, index) =>
        `  ${(places[index] ?? '').padEnd(width)}  ${styled(terminal, STYLES[severity], printable(message))}`,
    ),
    ...executed.map((path) => `${printable(path)} was executed: it is not plain data.`),
    ...unread.map((path) => `${printable(path)} was not executed: formatting was not compared.`),
    summaryOf(project),
    ...remediesOf(findings).map(([remedy, causes]) => `  ${causes.join(', ')}: ${printable(remedy)}`),
  ]
}

function summaryOf(project: CheckedProject): string {
  const { config, findings, files } = project
  const differing = new Set(findings.filter(({ severity }) => severity === 'error').map(({ path }) => path)).size
  switch (exitCodeOfProject(project)) {
    case 0:
      return `${printable(config)} and its code agree: ${counted(files, 'file')}.`
    case 3:
      return `${printable(config)} and its code differ in ${counted(differing, 'file')}, and you have to decide.`
    default:
      return `${printable(config)} and its code differ in ${counted(differing, 'file')}.`
  }
}

/** Each remedy once, with what it is for; what fails the check comes first. */
function remediesOf(findings: readonly Finding[]): readonly (readonly [remedy: string, causes: readonly Cause[]])[] {
  const remedies = new Map<string, Set<Cause>>()
  const order: readonly Severity[] = ['error', 'warning', 'note']
  for (const { remedy, cause } of order.flatMap((severity) => findings.filter((one) => one.severity === severity))) {
    remedies.set(remedy, (remedies.get(remedy) ?? new Set()).add(cause))
  }
  return [...remedies].map(([remedy, causes]) => [remedy, [...causes]])
}

function placeOf({ path, line }: Finding): string {
  return line === null ? path : `${path}:${line}`
}

function textOf({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
