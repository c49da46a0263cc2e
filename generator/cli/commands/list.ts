// `create-session list`: which targets and backends there are.
import type { BackendMeta } from '../../../templates/meta.ts'
import { type Command, EXIT, JSON_OPTION } from '../command.ts'
import { backendTable, targetTable, textOf } from '../guarantees.ts'
import { styled, type Terminal } from '../terminal.ts'

export const list: Command = {
  words: ['list'],
  summary: 'List the targets and backends that there are',
  about:
    'Lists what `target` and `backend` of a config can be, where each runs, and what each promises and does not promise.',
  options: { ...JSON_OPTION },
  examples: [
    ['npx create-session list', 'For people'],
    ['npx create-session list --json', 'For another program'],
  ],
  run: async (options, terminal) => {
    const { backends, targets } = await import('../../../templates/registry.ts')
    if (options['json'] === true) {
      const named = targets.map(({ name, label, detect, runtimes, standIn, scopes }) => ({
        name,
        label,
        package: detect?.package ?? null,
        versions: detect?.versions ?? null,
        runtimes,
        standIn: standIn ?? null,
        scopes,
      }))
      const kept = backends.map((backend) => {
        const { name, label, side, guarantees, testedOn } = backend
        return { name, label, side, guarantees, testedOn, limits: limitsOf(backend) }
      })
      terminal.out(JSON.stringify({ targets: named, backends: kept }, null, 2))
      return EXIT.done
    }
    print(terminal, textOf(targetTable(targets)))
    terminal.out('')
    print(terminal, textOf(backendTable(backends)))
    for (const backend of backends) {
      terminal.out('')
      terminal.out(backend.name)
      limitsOf(backend).forEach((limit) => terminal.out(`  - ${limit}`))
    }
    return EXIT.done
  },
}

function print(terminal: Terminal, [head = '', ...rows]: readonly string[]): void {
  terminal.out(styled(terminal, 'bold', head))
  rows.forEach((row) => terminal.out(row))
}

/** With the options that it has by default. */
function limitsOf({ limits, options }: BackendMeta): readonly string[] {
  return limits(options.parse({}))
}
