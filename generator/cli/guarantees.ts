// What each target runs on and each backend promises, as rows: `create-session list` and docs/guarantees.md print them.
import type { BackendMeta, TargetMeta } from '../../templates/meta.ts'

export interface Table {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

const RUNTIMES = { node: 'Node', bun: 'Bun', deno: 'Deno', workerd: 'workerd' } as const

const EXPIRY = { store: 'the store', backend: 'the backend', browser: 'the browser' } as const

export function targetTable(targets: readonly TargetMeta[]): Table {
  return {
    head: ['target', 'for', 'package', 'runs on', 'scopes'],
    rows: targets.map(({ name, label, detect, runtimes, standIn, scopes }) => [
      name,
      label,
      detect === null ? '' : `${detect.package} ${detect.versions}`,
      `${runtimes.map((runtime) => RUNTIMES[runtime]).join(', ')}${standIn === undefined ? '' : `; behind ${standIn}`}`,
      scopes.join(', '),
    ]),
  }
}

export function backendTable(backends: readonly BackendMeta[]): Table {
  return {
    head: ['backend', 'for', 'atomic update', 'finds users', 'expired by', 'deletes all', 'tested on'],
    rows: backends.map(({ name, label, guarantees, testedOn }) => [
      name,
      label,
      yesOrNo(guarantees.isAtomic),
      yesOrNo(guarantees.findsUsers),
      EXPIRY[guarantees.expiry],
      yesOrNo(guarantees.deletesAll),
      [testedOn.store, testedOn.insteadOf].filter((part) => typeof part === 'string').join(', in place of '),
    ]),
  }
}

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no'
}

/** Its lines for a terminal, the head first; none ends in blanks. */
export function textOf({ head, rows }: Table): readonly string[] {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)))
  return [head, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
