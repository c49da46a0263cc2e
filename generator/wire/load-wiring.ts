// The way to what finds and edits an application, for runs that most often need none of it.
import type { Plan } from '../plan/planned.ts'
import type { ProjectFacts } from '../plan/project-facts.ts'
import type { Manifest } from '../reconcile/manifest.ts'
import type { CheckedWiring } from './check-wirings.ts'

/** Loaded where there is something to wire, or something wired to look for: it is as large as all the rest. */
export async function loadWiring(): Promise<
  Pick<typeof import('./check-wirings.ts'), 'checkWirings' | 'wireInputOf'> &
    Pick<typeof import('./read-sources.ts'), 'readSources'> &
    Pick<typeof import('./wire.ts'), 'wire'>
> {
  const [{ checkWirings, wireInputOf }, { readSources }, { wire }] = await Promise.all([
    import('./check-wirings.ts'),
    import('./read-sources.ts'),
    import('./wire.ts'),
  ])
  return { checkWirings, readSources, wire, wireInputOf }
}

/** Those that the manifest remembers: where each is now. */
export async function checkedWirings(
  plans: readonly Plan[],
  facts: ProjectFacts,
  root: string,
  records: Manifest['wirings'],
): Promise<readonly CheckedWiring[]> {
  if (records.length === 0) {
    return []
  }
  const { checkWirings, readSources } = await loadWiring()
  return checkWirings(plans, facts, readSources(root), records)
}

/** What the manifest remembers once the new texts are written; what is gone from the application is forgotten. */
export function recordsAfter(checked: readonly CheckedWiring[]): Manifest['wirings'] {
  return checked.flatMap(({ state, next }) => {
    if (state.kind === 'gone') {
      return []
    }
    return [next === null || next.kind === 'unable' ? state.record : next.record]
  })
}
