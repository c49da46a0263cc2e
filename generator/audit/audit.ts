// Judges what a project's sessions promise, by its config and by the files that are there.
import { validateConfig } from '../config/validate.ts'
import type { Run } from '../pipeline.ts'
import { factsOf } from './facts.ts'
import { type Judgement, type Requirement, type Verdict, VERDICTS } from './requirement.ts'
import { cookieRequirements } from './requirements/cookies.ts'
import { crossSiteRequirements } from './requirements/cross-site.ts'
import { failureRequirements } from './requirements/failures.ts'
import { lifeCycleRequirements } from './requirements/life-cycle.ts'
import { sealedCookieRequirements } from './requirements/sealed-cookies.ts'
import { sessionIdRequirements } from './requirements/session-ids.ts'

export type Level = 1 | 2 | 3

export interface Audited {
  readonly requirement: Requirement
  readonly judgement: Judgement
  /** The files that keep it, from the project's root, with `/`. */
  readonly files: readonly string[]
  /** Where the config says what decides it: a line and a column that count from 1. */
  readonly line: number
  readonly column: number
}

export interface AuditedSession {
  /** Null for the only one of a config. */
  readonly name: string | null
  readonly config: string
  readonly target: string
  readonly backend: string
  /** The worst first. */
  readonly results: readonly Audited[]
}

export const requirements: readonly Requirement[] = [
  ...cookieRequirements,
  ...sessionIdRequirements,
  ...lifeCycleRequirements,
  ...sealedCookieRequirements,
  ...crossSiteRequirements,
  ...failureRequirements,
]

/** @param level Of ASVS: what only a higher one asks for is left out. */
export function audit(run: Run, level: Level): readonly AuditedSession[] {
  const { sessions } = validateConfig(run.loaded, run.facts.detectedTargets)
  return sessions.map((session) => {
    const { name, target, backend } = session
    const facts = factsOf(session)
    const output = run.plans.find((plan) => plan.session === name)?.output ?? ''
    const results = requirements
      .filter((requirement) => (requirement.level ?? 1) <= level)
      .map((requirement) => {
        const files = filesOf(requirement, run, output)
        const judgement = provenBy(requirement.judge(facts), files, run)
        const place = run.loaded.placeOf([
          ...(name === null ? [] : ['sessions', name]),
          ...(judgement.field === null ? [] : [judgement.field]),
        ])
        return { requirement, judgement, files, line: place.line, column: place.column }
      })
      .toSorted((a, b) => VERDICTS.indexOf(a.judgement.verdict) - VERDICTS.indexOf(b.judgement.verdict))
    return { name, config: run.loaded.file, target: target.label, backend: backend.label, results }
  })
}

/** How many there are of each verdict. */
export function countsOf(sessions: readonly AuditedSession[]): Readonly<Record<Verdict, number>> {
  const verdicts = sessions.flatMap(({ results }) => results.map(({ judgement }) => judgement.verdict))
  return Object.fromEntries(
    VERDICTS.map((verdict) => [verdict, verdicts.filter((one) => one === verdict).length]),
  ) as Record<Verdict, number>
}

/** Those that the config needs; a session without sockets has no file for them. */
function filesOf({ keptBy }: Requirement, { next }: Run, output: string): readonly string[] {
  return next
    .filter(({ path, source }) => path.startsWith(`${output}/`) && keptBy.includes(source))
    .map(({ path }) => path)
}

/** Nobody but its reader can say what an edited file does. */
function provenBy(judgement: Judgement, files: readonly string[], { changes }: Run): Judgement {
  const others = files.flatMap((path) => {
    const change = changes.find((one) => one.path === path)
    return change === undefined || AS_GENERATED.has(change.reason) ? [] : [{ path, state: stateOf(change.disk) }]
  })
  const [first] = others
  if (judgement.verdict !== 'met' || first === undefined) {
    return judgement
  }
  const more = others.length > 1 ? `, and ${others.length - 1} more` : ''
  return {
    ...judgement,
    verdict: 'unproven',
    why: `${first.path} ${first.state}${more}: read it; generated, it does: ${judgement.why}`,
  }
}

const AS_GENERATED: ReadonlySet<string> = new Set(['in-sync', 'line-endings', 'formatting'])

function stateOf(disk: string | null): string {
  return disk === null ? 'is not there' : 'is not as generated'
}
