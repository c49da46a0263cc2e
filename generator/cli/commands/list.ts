// `create-session list`: which targets and backends there are.
import type { BackendMeta } from '../../../templates/meta.ts'
import { type Command, EXIT, JSON_OPTION } from '../command.ts'
import { styled } from '../terminal.ts'

export const list: Command = {
  words: ['list'],
  summary: 'List the targets and backends that there are',
  about: 'Lists what `target` and `backend` of a config can be, and what each backend does not promise.',
  options: { ...JSON_OPTION },
  examples: [
    ['npx create-session list', 'For people'],
    ['npx create-session list --json', 'For another program'],
  ],
  run: async (options, terminal) => {
    const { backends, targets } = await import('../../../templates/registry.ts')
    if (options['json'] === true) {
      const named = targets.map(({ name, label, detect, scopes }) => ({
        name,
        label,
        package: detect?.package ?? null,
        versions: detect?.versions ?? null,
        scopes,
      }))
      const kept = backends.map((backend) => {
        const { name, label, side } = backend
        return { name, label, side, limits: limitsOf(backend) }
      })
      terminal.out(JSON.stringify({ targets: named, backends: kept }, null, 2))
      return EXIT.done
    }
    const width = Math.max(...[...targets, ...backends].map(({ name }) => name.length))
    terminal.out(styled(terminal, 'bold', 'Targets'))
    for (const { name, label, detect, scopes } of targets) {
      const versions = detect === null ? '' : ` (${detect.package} ${detect.versions})`
      terminal.out(`  ${name.padEnd(width)}  ${label}${versions}: ${scopes.join(', ')}`)
    }
    terminal.out(styled(terminal, 'bold', 'Backends'))
    for (const backend of backends) {
      terminal.out(`  ${backend.name.padEnd(width)}  ${backend.label}`)
      limitsOf(backend).forEach((limit) => terminal.out(`  ${' '.repeat(width)}  - ${limit}`))
    }
    return EXIT.done
  },
}

/** With the options that it has by default. */
function limitsOf({ limits, options }: BackendMeta): readonly string[] {
  return limits(options.parse({}))
}
