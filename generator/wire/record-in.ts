// What the manifest is to remember of a wiring.
import type { WiringRecord } from './record.ts'
import { readImports } from './snippet.ts'
import type { WireInput } from './wiring.ts'

/** What is remembered of a wiring in a file, as long as nothing is known of its lines. */
export function recordIn({ plan, session, usage }: WireInput, path: string): Omit<WiringRecord, 'insertions'> {
  const driver = readImports(usage.clientImport)[0]?.module ?? null
  return { path, session, output: plan.output, driver }
}
