// A check as other programs read it: schemas/check-report.schema.json says which members it has.
import { escapedUnits } from '../cli/terminal.ts'
import { type CheckReport, exitCodeOfProject } from './report.ts'

/** Grows when a program that reads the report would have to change. */
export const REPORT_VERSION = 1
/** From the root of a project that has this package installed. */
export const REPORT_SCHEMA = './node_modules/create-session/schemas/check-report.schema.json'

export function asJson({ projects, exitCode }: CheckReport): string {
  return printableJson({
    $schema: REPORT_SCHEMA,
    version: REPORT_VERSION,
    command: 'check',
    exitCode,
    drift: projects.some((project) => exitCodeOfProject(project) > 1),
    executed: projects.some((project) => project.executed.length > 0),
    projects: projects.map((project) => {
      const { config, executed, unread, sessions, files, findings, failure } = project
      return {
        config,
        exitCode: exitCodeOfProject(project),
        executed,
        unread,
        sessions: sessions.map(({ target, backend, output }) => ({ target, backend, output })),
        files,
        findings: findings.map(({ cause, severity, path, line, message, remedy, advisory }) => ({
          cause,
          severity,
          path,
          line,
          message,
          remedy,
          advisory: advisory === null ? null : { id: advisory.id, severity: advisory.severity, check: advisory.check },
        })),
        error: failure,
      }
    }),
  })
}

/** JSON that is as safe to print as it is to parse: no controls, no text turned around, no command for the log of a build. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, null, 2)
    .replaceAll('##', '#\\u0023')
    .replace(/[\u007F-\u009F\u2028\u2029\p{Cf}]/gu, escapedUnits)
}
