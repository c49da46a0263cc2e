// The scaffold from its answers to its last line: prepare, show, ask once, act, report.
import type { BackendMeta } from '../../templates/meta.ts'
import { backends, targets } from '../../templates/registry.ts'
import type { Choices } from '../config/new-config.ts'
import { GeneratorError } from '../errors.ts'
import { apply, prepareNew, type Run, wireIn } from '../pipeline.ts'
import { installNote } from '../plan/install.ts'
import { readProjectFacts, usualOutput } from '../plan/project-facts.ts'
import { isInTheWay } from '../reconcile/change.ts'
import { type SecretOutcome, writeSecrets } from '../setup/env-file.ts'
import { commandText, runCommand } from '../setup/installation.ts'
import type { Dependency } from '../setup/package-json.ts'
import { IGNORE_FILE } from '../setup/environment-files.ts'
import { planSetup, type Setup } from '../setup/setup.ts'
import { describeProject, findFittingPackages } from '../setup/surroundings.ts'
import type { Wiring } from '../wire/wiring.ts'
import { answer, askConsent, type Given } from './ask.ts'
import { EXIT } from './command.ts'
import { flagOf } from './commands/scaffold.ts'
import { printNextSteps } from './next-steps.ts'
import { ownVersion } from './own-version.ts'
import { jsonOf, printRun } from './report.ts'
import { printIntention, printNotes, printSetup } from './show-setup.ts'
import { printable, styled, type Terminal } from './terminal.ts'

export interface Beginning {
  readonly root: string
  /** The config's path, if it is not to be as usual. */
  readonly file: string | null
  readonly given: Given
  readonly takesDefaults: boolean
  readonly wires: boolean
  readonly editsPackage: boolean
  /** Undefined: whoever agrees to all the rest agrees to this. */
  readonly installs: boolean | undefined
  readonly writesEnvironment: boolean | undefined
  readonly isDryRun: boolean
  readonly asJson: boolean
}

/** All that a scaffold would do; nothing is done yet. */
export interface Scaffold {
  readonly run: Run
  readonly setup: Setup
  /** One for each session; none where they are not to be wired in. */
  readonly wirings: readonly Wiring[]
  /** Whether what is new in package.json is installed. */
  readonly installs: boolean
}

/** @returns The exit code. */
export async function begin(beginning: Beginning, terminal: Terminal): Promise<number> {
  const { isDryRun, asJson, takesDefaults } = beginning
  const asks = terminal.isInteractive && !takesDefaults && !asJson
  const scaffold = await prepareScaffold(beginning, { ...terminal, isInteractive: asks })
  const isRefused = scaffold.run.changes.some(isInTheWay)
  if (asks && !isDryRun && !isRefused) {
    await printIntention(scaffold, terminal)
    await askConsent('Do all of that?')
  }
  if (!isDryRun) {
    apply(scaffold.run)
  }
  const secrets = isDryRun ? (scaffold.setup.secrets?.outlook ?? null) : act(beginning.root, scaffold.setup)
  if (asJson) {
    const failed = isDryRun ? null : await install(beginning, scaffold, terminal)
    terminal.out(
      JSON.stringify(
        { command: 'scaffold', dryRun: isDryRun, ...jsonOf(scaffold.run), ...jsonOfSetup(scaffold, secrets, failed) },
        null,
        2,
      ),
    )
    return isRefused ? EXIT.refused : failed === null ? EXIT.done : EXIT.failed
  }
  if (isRefused) {
    printRun(scaffold.run, { command: 'scaffold', isDryRun, asJson }, terminal)
    return EXIT.refused
  }
  printSetup(scaffold, secrets, terminal)
  printRun(withoutWirings(scaffold), { command: 'scaffold', isDryRun, asJson }, terminal)
  printNotes(scaffold, isDryRun, terminal)
  if (isDryRun) {
    return EXIT.done
  }
  const failed = await install(beginning, scaffold, terminal)
  printNextSteps(scaffold, secrets, terminal)
  if (failed !== null) {
    throw new GeneratorError({
      code: 'install-failed',
      message: `\`${failed}\` failed; what was written stays`,
      hint: `Mend it, and run \`${failed}\` again`,
    })
  }
  return EXIT.done
}

async function prepareScaffold(beginning: Beginning, terminal: Terminal): Promise<Scaffold> {
  const { root, file, given, takesDefaults, wires, editsPackage, installs, writesEnvironment } = beginning
  const facts = readProjectFacts(root)
  if (facts.detectedTargets.length === 0 && given.target === undefined) {
    refuseWorkspace(root)
  }
  if (terminal.isInteractive) {
    terminal.out(styled(terminal, 'dim', printable(`Found: ${describeProject(root, facts)}`)))
  }
  const choices = await answer(
    { given, takesDefaults, facts, targets, backends, defaultOutput: usualOutput(facts) },
    terminal,
  )
  const run = await prepareNew(root, file, choices).catch((error: unknown) => {
    throw error instanceof GeneratorError && error.code === 'config-invalid' ? asWrongAnswer(error) : error
  })
  const drivers = driversOf(choices)
  const agrees = takesDefaults || terminal.isInteractive
  const setup = planSetup({
    root,
    facts,
    plans: run.plans,
    self: { name: 'create-session', range: ownVersion() },
    drivers,
    editsPackage,
    writesEnvironment: writesEnvironment ?? agrees,
  })
  const { run: whole, wired } = wires ? wireIn(run) : { run, wired: [] }
  const said = new Set(drivers.map((driver) => installNote(facts.packageManager, driver)))
  return {
    run: withSetup(whole, setup, said),
    setup,
    wirings: wired,
    installs: (installs ?? agrees) && setup.commands.length > 0,
  }
}

/** Its packages have dependencies of their own: what is for one of them does not belong into its root. */
function refuseWorkspace(root: string): void {
  const packages = findFittingPackages(root)
  if (packages.length > 0) {
    throw new GeneratorError({
      code: 'usage',
      message: `This is the root of a workspace; a framework is in ${packages.join(', ')}`,
      hint: `Run it there: npx create-session --cwd ${packages[0]}`,
    })
  }
}

/** The run with the edits of the project's own files in its one writing, and without notes on what they see to. */
function withSetup(run: Run, setup: Setup, said: ReadonlySet<string>): Run {
  const { writing, plans } = run
  return {
    ...run,
    plans: plans.map((plan) => ({ ...plan, notes: plan.notes.filter((note) => !said.has(note)) })),
    writing: {
      ...writing,
      put: new Map([...setup.put, ...writing.put]),
      seen: new Map([...setup.seen, ...writing.seen]),
      // `undo` does not take the key back, so that it must not take back what keeps it out of version control.
      stays: [IGNORE_FILE],
    },
  }
}

/** The generated files alone: the edit of the application has a line of its own. */
function withoutWirings({ run, wirings }: Scaffold): Run {
  const edited = new Set(wirings.flatMap((wiring) => (wiring.kind === 'done' ? [wiring.path] : [])))
  return { ...run, changes: run.changes.filter(({ path }) => !edited.has(path)) }
}

/** What is not a part of the run's one writing. */
function act(root: string, { secrets }: Setup): SecretOutcome | null {
  return secrets === null ? null : writeSecrets(root, secrets.variables)
}

/** @returns The command that failed, as a person types it; null where all is well. */
async function install(
  { root, asJson }: Beginning,
  { setup, installs }: Scaffold,
  terminal: Terminal,
): Promise<string | null> {
  for (const command of installs ? setup.commands : []) {
    const text = commandText(command)
    const print = asJson ? terminal.err : terminal.out
    print(styled(terminal, 'bold', `\n$ ${text}`))
    if ((await runCommand(command, root, asJson ? 'stderr' : 'stdout')) !== 0) {
      return text
    }
  }
  return null
}

function jsonOfSetup(
  { setup, wirings, installs }: Scaffold,
  secrets: SecretOutcome | null,
  failed: string | null,
): object {
  return {
    edits: setup.edits,
    wirings: wirings.map((wiring) => (wiring.kind === 'unable' ? wiring : { kind: wiring.kind, path: wiring.path })),
    secrets,
    commands: setup.commands.map(commandText),
    installed: installs && failed === null,
    notes: setup.notes,
  }
}

function driversOf({ backend: name, client }: Choices): readonly Dependency[] {
  const backend: BackendMeta | undefined = backends.find((each) => each.name === name)
  const driver = backend?.driver(client === undefined ? {} : { client }) ?? null
  return driver === null ? [] : [driver]
}

/** The config that has these problems is not written: its fields are the flags. */
function asWrongAnswer({ problems }: GeneratorError): GeneratorError {
  return new GeneratorError({
    code: 'usage',
    message: problems
      .map(({ message }) => message.replace(/^(?:\w+\.)*(\w+)/, (_, field: string) => flagOf(field)))
      .join('; '),
    hint: 'Nothing was written. Run it again with another answer',
  })
}
