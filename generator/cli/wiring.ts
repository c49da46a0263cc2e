// What is left to a person once the code is there.
import { readTemplate } from '../emit/read-template.ts'
import { render } from '../emit/render.ts'
import type { Run } from '../pipeline.ts'
import { installForDevelopmentCommand } from '../plan/install.ts'
import { styled, type Terminal } from './terminal.ts'

export function printWiring({ plans, facts }: Run, terminal: Terminal): void {
  for (const plan of plans) {
    const { source, view } = plan.usage
    const usage = render(source, readTemplate(source), view).trim()
    terminal.out(`\n${styled(terminal, 'bold', 'Wire it in')}\n\n${usage}\n`)
    if (plan.secretsVariable !== null) {
      terminal.out(
        `${styled(terminal, 'bold', 'Give it a key')}\n\n  ${plan.secretsVariable}=$(npx create-session secret)\n`,
      )
      terminal.out('  Keep it where your secrets are; the application does not start without it.\n')
    }
  }
  if (!facts.dependencies.has('create-session')) {
    terminal.out(
      `For types and completions in the config: ${installForDevelopmentCommand(facts.packageManager, 'create-session')}`,
    )
  }
}
