// The questions of the scaffold: answered by flags, by what the project is, by a person on a terminal, or not at all.
import type { BackendMeta, TargetMeta } from '../../templates/meta.ts'
import type { Choices } from '../config/new-config.ts'
import { duration } from '../config/quantities.ts'
import { GeneratorError } from '../errors.ts'
import type { ProjectFacts } from '../plan/project-facts.ts'
import { clientsPresent } from '../setup/surroundings.ts'
import { LIFETIMES, OTHER_LIFETIME } from './lifetimes.ts'
import type { Terminal } from './terminal.ts'

/** The answers that were given by flags; undefined where there was none. */
export type Given = { readonly [Name in keyof Choices]: string | undefined }

export interface Questions {
  readonly given: Given
  /** `--yes`: the usual answer, where there is one. */
  readonly takesDefaults: boolean
  readonly facts: ProjectFacts
  readonly targets: readonly TargetMeta[]
  readonly backends: readonly BackendMeta[]
  readonly defaultOutput: string
}

const DEFAULT_BACKEND = 'cookie'
const USUAL_COLUMNS = 80

/** @throws {GeneratorError} `usage`, naming the flag, where nobody is there to answer; `cancelled`. */
export async function answer(questions: Questions, terminal: Terminal): Promise<Choices> {
  const { given, takesDefaults, facts } = questions
  const asks = terminal.isInteractive && !takesDefaults
  const [onlyTarget, ...otherTargets] = facts.detectedTargets
  const target =
    given.target ??
    (otherTargets.length === 0 ? onlyTarget : undefined) ??
    (asks ? await askTarget(questions) : missing('--target', reasonForTarget(questions)))
  const backend =
    given.backend ??
    (takesDefaults ? DEFAULT_BACKEND : undefined) ??
    (asks
      ? await askBackend(questions)
      : missing('--backend', `Say ${namesOf(questions.backends)}, or --yes for '${DEFAULT_BACKEND}'`))
  const client = given.client ?? (await chooseClient(questions, backend, asks))
  const isLifetimeGiven = [given.maxAge, given.idleTimeout, given.absoluteTimeout].some((text) => text !== undefined)
  const { maxAge, idleTimeout, absoluteTimeout } = asks && !isLifetimeGiven ? await askLifetime() : given
  const output = given.output ?? (asks ? await askOutput(questions) : undefined)
  return { target, backend, client, output, maxAge, idleTimeout, absoluteTimeout }
}

/**
 * Asks once, after everything has been shown.
 *
 * @throws {GeneratorError} `cancelled`, unless the answer is yes.
 */
export async function askConsent(question: string): Promise<void> {
  const { confirm } = await prompts()
  if (!notCancelled(await confirm({ message: question }))) {
    throw cancelled()
  }
}

async function askTarget({ targets, facts: { detectedTargets } }: Questions): Promise<string> {
  const { select } = await prompts()
  const [initialValue] = detectedTargets
  return notCancelled(
    await select({
      message: 'Which framework is the session for?',
      options: targets.map(({ name, label }) => ({ value: name, label })),
      ...(initialValue === undefined ? {} : { initialValue }),
    }),
  )
}

/** First those whose driver the project has. */
async function askBackend({ backends, facts }: Questions): Promise<string> {
  const { select } = await prompts()
  const present = backends.filter((backend) => clientsPresent(backend, facts).length > 0)
  const ordered = [...present, ...backends.filter((backend) => !present.includes(backend))]
  return notCancelled(
    await select({
      message: 'Where are sessions kept?',
      options: ordered.map((backend) => {
        const { name, label } = backend
        const limits = backend.limits(backend.options.parse({}))
        const [client] = clientsPresent(backend, facts)
        const hint = client === undefined ? limits[0] : `your project has ${backend.driver({ client })?.name ?? client}`
        return { value: name, label, ...(hint === undefined ? {} : { hint }) }
      }),
      initialValue: present[0]?.name ?? DEFAULT_BACKEND,
    }),
  )
}

/** The one that the project has; the usual one, which a config need not name, is undefined. */
async function chooseClient({ backends, facts }: Questions, name: string, asks: boolean): Promise<string | undefined> {
  const backend = backends.find((each) => each.name === name)
  const present = backend === undefined ? [] : clientsPresent(backend, facts)
  const client = present.length > 1 && asks ? await askClient(present) : present[0]
  return client === backend?.clients?.[0] ? undefined : client
}

async function askClient(clients: readonly string[]): Promise<string> {
  const { select } = await prompts()
  return notCancelled(
    await select({
      message: 'Your project has several clients. Which one is for the sessions?',
      options: clients.map((client) => ({ value: client, label: client })),
    }),
  )
}

async function askLifetime(): Promise<Pick<Choices, 'maxAge' | 'idleTimeout' | 'absoluteTimeout'>> {
  const { select, text } = await prompts()
  const options = [...LIFETIMES.keys(), OTHER_LIFETIME].map((label) => ({ value: label, label }))
  const chosen = notCancelled(await select({ message: 'How long does a session last?', options }))
  return (
    LIFETIMES.get(chosen) ?? {
      maxAge: notCancelled(
        await text({
          message: 'For how long may it be unused?',
          placeholder: '12h, 7d, 4w …',
          validate: (typed) => (duration.safeParse(typed).success ? undefined : "Say it as '30m', '12h', '7d' or '4w'"),
        }),
      ),
    }
  )
}

async function askOutput({ defaultOutput }: Questions): Promise<string | undefined> {
  const { text } = await prompts()
  const output = notCancelled(await text({ message: 'Which folder is for the code?', initialValue: defaultOutput }))
  return output === defaultOutput || output === '' ? undefined : output
}

/** Prompts wrap their lines at the width of the terminal: one that says it has none would get a letter a line. */
async function prompts(): Promise<typeof import('@clack/prompts')> {
  const { stdout } = process
  if (stdout.columns === 0) {
    stdout.columns = USUAL_COLUMNS
  }
  return import('@clack/prompts')
}

function notCancelled<T>(value: T): Exclude<T, symbol> {
  if (typeof value === 'symbol') {
    throw cancelled()
  }
  return value as Exclude<T, symbol>
}

function cancelled(): GeneratorError {
  return new GeneratorError({ code: 'cancelled', message: 'Cancelled', hint: 'Nothing was written' })
}

function reasonForTarget({ facts: { detectedTargets }, targets }: Questions): string {
  return detectedTargets.length === 0
    ? `package.json names none of ${targets.flatMap(({ detect }) => detect?.package ?? []).join(', ')}; say ${namesOf(targets)}`
    : `package.json names ${detectedTargets.join(' and ')}; say which`
}

function missing(flag: string, hint: string): never {
  throw new GeneratorError({ code: 'usage', message: `${flag} is missing, and there is no terminal to ask on`, hint })
}

function namesOf(list: readonly { readonly name: string }[]): string {
  return list.map(({ name }) => `'${name}'`).join(' or ')
}
