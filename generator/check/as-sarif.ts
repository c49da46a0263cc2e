// A check as SARIF 2.1.0, for code scanning and for whatever else collects findings.
import type { Advisory } from '../../templates/advisories.ts'
import type { Problem } from '../errors.ts'
import { CAUSES } from './causes.ts'
import type { Finding } from './findings.ts'
import { type CheckReport, problemsOf } from './report.ts'
import { fingerprintsOf, locationOf, sarifLog } from './sarif-log.ts'

interface Rule {
  readonly id: string
  readonly title: string
  readonly meaning: string
  readonly level: Level
  /** From 0 to 10, as code scanning sorts by it; null for what is no matter of security. */
  readonly score: string | null
}

type Level = 'error' | 'warning' | 'note'

const SCORES: Readonly<Record<Advisory['severity'], string>> = {
  low: '3.0',
  moderate: '5.5',
  high: '8.0',
  critical: '9.5',
}

/** @param version Of this package. */
export function asSarif({ projects }: CheckReport, version: string): string {
  const findings = projects.flatMap((project) => project.findings)
  const rules = rulesOf(findings)
  return sarifLog(
    {
      rules: rules.map(printedRule),
      results: findings.map((finding) => resultOf(finding, rules)),
      notifications: projects.flatMap(problemsOf).map(notificationOf),
      properties: { executed: projects.flatMap(({ executed }) => executed) },
    },
    version,
  )
}

/** One rule for each cause that was found, and one for each security fix. */
function rulesOf(findings: readonly Finding[]): readonly Rule[] {
  return [...new Map(findings.map((finding) => [idOf(finding), ruleOf(finding)])).values()].toSorted((a, b) =>
    a.id < b.id ? -1 : 1,
  )
}

function ruleOf(finding: Finding): Rule {
  const { title, meaning, verdict } = CAUSES[finding.cause]
  const level = verdict === 'drift' || verdict === 'conflict' ? 'error' : verdict
  const { advisory } = finding
  return advisory === null
    ? { id: finding.cause, title, meaning, level, score: null }
    : { id: advisory.id, title, meaning: advisory.summary, level, score: SCORES[advisory.severity] }
}

function idOf({ cause, advisory }: Finding): string {
  return advisory?.id ?? cause
}

function printedRule({ id, title, meaning, level, score }: Rule): object {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: meaning },
    defaultConfiguration: { level },
    ...(score === null ? {} : { properties: { tags: ['security'], 'security-severity': score } }),
  }
}

function resultOf(finding: Finding, rules: readonly Rule[]): object {
  const { path, line, severity, message, remedy } = finding
  const ruleId = idOf(finding)
  return {
    ruleId,
    ruleIndex: rules.findIndex(({ id }) => id === ruleId),
    level: severity,
    message: { text: `${message}. ${remedy}` },
    locations: [locationOf(path, line)],
    partialFingerprints: fingerprintsOf(ruleId, path, message),
  }
}

function notificationOf({ where, message }: Problem): object {
  return { level: 'error', message: { text: message }, locations: [locationOf(where.file, where.line)] }
}
