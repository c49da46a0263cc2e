// One report over all configs that were checked.
import { posix, relative, sep } from 'node:path'
import type { GeneratorError, Place, Problem } from '../errors.ts'
import { exitCodeOf, type Finding } from './findings.ts'

export interface CheckedProject {
  /** The config, from the folder that was checked, with `/`; so are all paths of this. */
  readonly config: string
  /** Configs that were executed to read them, or that load code; empty where all is data. */
  readonly executed: readonly string[]
  /** Configs of the formatter that were not read, because that would execute something: formatting was not compared. */
  readonly unread: readonly string[]
  readonly sessions: readonly CheckedSession[]
  /** How many files are managed. */
  readonly files: number
  readonly findings: readonly Finding[]
  /** Why it could not be checked; null where it was. */
  readonly failure: Failure | null
}

export interface CheckedSession {
  readonly target: string
  readonly backend: string
  /** The folder of its code. */
  readonly output: string
}

export interface Failure {
  readonly code: string
  readonly message: string
  readonly hint: string
  /** Null where it has no place of its own. */
  readonly where: Place | null
  /** Where several were found at once. */
  readonly problems: readonly Problem[]
}

export interface CheckReport {
  readonly projects: readonly CheckedProject[]
  readonly exitCode: number
}

/** From the best to the worst: what cannot be told is worse than any difference. */
const EXIT_CODES: readonly number[] = [0, 2, 3, 1]

export function reportOf(projects: readonly CheckedProject[]): CheckReport {
  const codes = projects.map(exitCodeOfProject)
  return { projects, exitCode: EXIT_CODES.findLast((code) => codes.includes(code)) ?? 0 }
}

export function exitCodeOfProject({ failure, findings }: CheckedProject): number {
  return failure === null ? exitCodeOf(findings) : 1
}

export function failedProject(config: string, error: GeneratorError): CheckedProject {
  const { code, message, hint, problems, where = null } = error
  const failure = { code, message, hint, where, problems }
  return { config, executed: [], unread: [], sessions: [], files: 0, findings: [], failure }
}

/** Why a project could not be checked, each with its place: the config as a whole where there is no other. */
export function problemsOf({ config, failure }: CheckedProject): readonly Problem[] {
  if (failure === null || failure.problems.length > 0) {
    return failure?.problems ?? []
  }
  return [{ where: failure.where ?? { file: config, line: 1, column: 1 }, message: failure.message }]
}

/** The way from one folder to another, with `/`; empty for the same folder. */
export function wayBetween(from: string, to: string): string {
  return relative(from, to).split(sep).join('/')
}

/** A project as it is named from another folder. */
export function movedBy(way: string, project: CheckedProject): CheckedProject {
  const moved = (path: string): string => (way === '' ? path : posix.join(way, path))
  const movedPlace = (place: Place): Place => ({ ...place, file: moved(place.file) })
  const { config, executed, unread, sessions, findings, failure } = project
  return {
    ...project,
    config: moved(config),
    executed: executed.map(moved),
    unread: unread.map(moved),
    sessions: sessions.map((session) => ({ ...session, output: moved(session.output) })),
    findings: findings.map((finding) => ({ ...finding, path: moved(finding.path) })),
    failure:
      failure === null
        ? null
        : {
            ...failure,
            where: failure.where === null ? null : movedPlace(failure.where),
            problems: failure.problems.map(({ where, message }) => ({ where: movedPlace(where), message })),
          },
  }
}
