// What is left to a person once the code is there.
import { readTemplate } from '../emit/read-template.ts'
import { render } from '../emit/render.ts'
import type { SecretOutcome } from '../setup/env-file.ts'
import { ENV_FILE } from '../setup/environment-files.ts'
import { commandText } from '../setup/installation.ts'
import { environmentNote } from '../setup/surroundings.ts'
import type { Wiring } from '../wire/wiring.ts'
import type { Scaffold } from './begin.ts'
import { printable, styled, type Terminal } from './terminal.ts'

export function printNextSteps(scaffold: Scaffold, secrets: SecretOutcome | null, terminal: Terminal): void {
  const { run, setup, wirings, installs } = scaffold
  run.plans.forEach((plan, index) => {
    const wiring = wirings[index]
    if (wiring === undefined) {
      const { source, view } = plan.usage
      printPart('Wire it in', render(source, readTemplate(source), view).trim(), terminal)
    } else {
      printWiring(wiring, `${plan.output}/README.md`, terminal)
    }
  })
  printSecrets(scaffold, secrets, terminal)
  if (!installs && setup.commands.length > 0) {
    printPart('Install what is new', setup.commands.map((command) => `  ${commandText(command)}`).join('\n'), terminal)
  }
}

function printWiring(wiring: Wiring, readme: string, terminal: Terminal): void {
  switch (wiring.kind) {
    case 'done':
      printPart('Use it', `${wiring.path} calls the sessions. How to log in and out with them: ${readme}`, terminal)
      break
    case 'already-there':
      printPart(
        'Use it',
        `${wiring.path}:${wiring.line} calls the sessions already. How to log in and out with them: ${readme}`,
        terminal,
      )
      break
    case 'unable':
      printPart(
        'Wire it in',
        `It was not done for you: ${wiring.why}.\n\nPut this in ${wiring.where.replace(/^in /, '')}:\n\n${indented(wiring.paste)}\n\nHow to log in and out with it: ${readme}`,
        terminal,
      )
      break
  }
}

function printSecrets(
  { run: { root, facts, plans }, setup }: Scaffold,
  secrets: SecretOutcome | null,
  terminal: Terminal,
): void {
  const variables = setup.secrets?.variables ?? plans.flatMap(({ secretsVariable }) => secretsVariable ?? [])
  if (variables.length === 0) {
    return
  }
  if (secrets?.kind === 'written' || secrets?.kind === 'already-there') {
    const kept = secrets.kind === 'written' ? '`create-session undo` leaves it there. ' : ''
    printPart('The key', `It is in ${ENV_FILE}. ${kept}${environmentNote(root, facts)}.`, terminal)
    return
  }
  const refusal = secrets?.kind !== 'refused' ? '' : `Nothing was written into ${ENV_FILE}: ${secrets.why}.\n\n`
  const lines = variables.map((variable) => `  ${variable}=$(npx create-session secret)`).join('\n')
  printPart(
    'Give it a key',
    `${refusal}${lines}\n\nKeep it where your secrets are; the application does not start without it.`,
    terminal,
  )
}

function printPart(title: string, text: string, terminal: Terminal): void {
  const lines = text.split('\n').map((line) => printable(line))
  terminal.out(`\n${styled(terminal, 'bold', title)}\n\n${lines.join('\n')}`)
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ')
}
