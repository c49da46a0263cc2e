// What an audit found wanting, as SARIF 2.1.0: what is met is no finding.
import { fingerprintsOf, locationOf, sarifLog } from '../check/sarif-log.ts'
import type { Audited, AuditedSession } from './audit.ts'

/** @param version Of this package. */
export function asSarif(sessions: readonly AuditedSession[], version: string): string {
  const found = sessions.flatMap(({ config, results }) =>
    results
      .filter(({ judgement: { verdict } }) => verdict === 'not-met' || verdict === 'unproven')
      .map((result) => ({ config, result })),
  )
  const rules = [...new Map(found.map(({ result: { requirement } }) => [requirement.id, requirement])).values()]
  return sarifLog(
    {
      rules: rules.map(({ id, title, level }) => ({
        id,
        shortDescription: { text: title },
        properties: { tags: ['security', ...(level === null ? [] : [`level ${level}`])] },
      })),
      results: found.map(({ config, result }) => ({
        ruleIndex: rules.indexOf(result.requirement),
        ...resultOf(config, result),
      })),
      notifications: [],
      properties: {},
    },
    version,
  )
}

function resultOf(
  config: string,
  { requirement: { id, title }, judgement: { verdict, why }, files, line }: Audited,
): object {
  const [file = config] = files
  return {
    ruleId: id,
    kind: verdict === 'unproven' ? 'review' : 'fail',
    // Only what fails has a level (SARIF 2.1.0, 3.27.10).
    level: verdict === 'unproven' ? 'none' : 'warning',
    message: { text: `${title}: ${why}` },
    locations: [verdict === 'unproven' ? locationOf(file, null) : locationOf(config, line)],
    partialFingerprints: fingerprintsOf(id, config, why),
  }
}
