// The wirings that the manifest remembers: where each is now, and what brings it in step with the config.
import type { Plan } from '../plan/planned.ts'
import type { ProjectFacts } from '../plan/project-facts.ts'
import { findWiring, type WiringState } from './find.ts'
import type { Sources } from './read-sources.ts'
import type { WiringRecord } from './record.ts'
import { rewire } from './rewire.ts'
import type { WireInput, Wiring } from './wiring.ts'

export interface CheckedWiring {
  readonly state: WiringState
  /** For one that is outdated: new text for its file, or what to change by hand. Null for others. */
  readonly next: Wiring | null
}

/** What wiring needs to know of one session. */
export function wireInputOf(plan: Plan, facts: ProjectFacts, sources: Sources): WireInput {
  return { facts, plan, usage: plan.usage.view, session: plan.session, ...sources }
}

/** Of several in one file each sees the text that the one before gave. A session that the config no longer has is not among them. */
export function checkWirings(
  plans: readonly Plan[],
  facts: ProjectFacts,
  sources: Sources,
  records: readonly WiringRecord[],
): readonly CheckedWiring[] {
  const texts = new Map<string, string>()
  const reading: Sources = { ...sources, read: (path) => texts.get(path) ?? sources.read(path) }
  return records.flatMap((record) => {
    const plan = plans.find(({ session }) => session === record.session)
    if (plan === undefined) {
      return []
    }
    const input = wireInputOf(plan, facts, reading)
    const state = findWiring(input, record)
    const next = state.kind === 'outdated' ? rewire(input, record) : null
    if (next?.kind === 'done') {
      texts.set(next.path, next.text)
    }
    return [{ state, next }]
  })
}
