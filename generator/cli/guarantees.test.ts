// docs/guarantees.md is made from what the contracts hold targets and backends to.
import { join } from 'node:path'
import { format } from 'prettier'
import { expect, it } from 'vitest'
import { backends, targets } from '../../templates/registry.ts'
import { packageRoot } from '../emit/read-template.ts'
import { backendTable, type Table, targetTable } from './guarantees.ts'

function markdownOf({ head, rows }: Table): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

it('docs/guarantees.md has every target and backend, as `create-session list` has them', async () => {
  const limits = backends.map(({ name, options, limits: of }) => `- \`${name}\`: ${of(options.parse({})).join(' ')}`)
  const text = `# What runs where, and what each backend promises

\`create-session list\` prints these tables, and \`--json\` has them for programs. They are made from the metadata of each target and
backend, which is what their tests are given: a contract that is not kept, or kept and not said, fails.

## Targets

Each passes the [contract of targets](rules.md), and runs a whole life of a session as a process on each runtime that is named here
([runtime-matrix.test.ts](../generator/runtime-matrix.test.ts) and the tests of the target itself).

${markdownOf(targetTable(targets))}

## Backends

Each that keeps records on a server passes the [contract of backends](../templates/contracts/backend-contract.ts) against its store. _Atomic
update_: parallel requests lose no change, and bring no ended session back (S-B2, S-B3). _Finds users_: \`userKey\`, so that the sessions of
a user can be listed and ended. _Expired by_: who removes what is over; a reader never takes it for live (S-L14). _Deletes all_: \`deleteAll\`
ends every session of the config, and touches nothing else.

${markdownOf(backendTable(backends))}

What they do not promise, with the options that they have by default:

${limits.join('\n')}
`
  await expect(await format(text, { parser: 'markdown' })).toMatchFileSnapshot(
    join(packageRoot(), 'docs/guarantees.md'),
  )
})
