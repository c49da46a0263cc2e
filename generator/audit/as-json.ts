// An audit as other programs read it: schemas/audit-report.schema.json says which members it has.
import { printableJson } from '../check/as-json.ts'
import { type AuditedSession, countsOf, type Level } from './audit.ts'

/** Grows when a program that reads the report would have to change. */
const REPORT_VERSION = 1
/** From the root of a project that has this package installed. */
export const REPORT_SCHEMA = './node_modules/create-session/schemas/audit-report.schema.json'

export function asJson(sessions: readonly AuditedSession[], level: Level, exitCode: number): string {
  return printableJson({
    $schema: REPORT_SCHEMA,
    version: REPORT_VERSION,
    command: 'audit',
    exitCode,
    level,
    counts: countsOf(sessions),
    sessions: sessions.map(({ results, ...session }) => ({
      ...session,
      results: results.map(({ requirement: { id, level: lowest, title }, judgement, ...place }) => ({
        id,
        level: lowest,
        title,
        ...judgement,
        ...place,
      })),
    })),
  })
}
