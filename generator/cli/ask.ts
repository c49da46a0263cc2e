// The questions of the scaffold: answered by flags, by what the project is, by a person on a terminal, or not at all.
import type { BackendMeta, TargetMeta } from '../../templates/meta.ts'
import { GeneratorError } from '../errors.ts'
import type { Terminal } from './terminal.ts'

export interface Answers {
  readonly target: string
  readonly backend: string
  /** Undefined where the folder is the usual one. */
  readonly output: string | undefined
}

export interface Questions {
  readonly given: {
    readonly target: string | undefined
    readonly backend: string | undefined
    readonly output: string | undefined
  }
  /** `--yes`: the usual answer, where there is one. */
  readonly takesDefaults: boolean
  readonly detected: readonly string[]
  readonly targets: readonly TargetMeta[]
  readonly backends: readonly BackendMeta[]
  readonly defaultOutput: string
}

const DEFAULT_BACKEND = 'cookie'

/** @throws {GeneratorError} `usage`, naming the flag, where nobody is there to answer. */
export async function answer(questions: Questions, terminal: Terminal): Promise<Answers> {
  const { given, takesDefaults, detected } = questions
  const asks = terminal.isInteractive && !takesDefaults
  const target =
    given.target ??
    (detected.length === 1 ? detected[0] : undefined) ??
    (asks ? await askTarget(questions) : missing('--target', reasonForTarget(questions)))
  const backend =
    given.backend ??
    (takesDefaults ? DEFAULT_BACKEND : undefined) ??
    (asks
      ? await askBackend(questions)
      : missing('--backend', `Say ${namesOf(questions.backends)}, or --yes for '${DEFAULT_BACKEND}'`))
  const output = given.output ?? (asks ? await askOutput(questions) : undefined)
  return { target, backend, output }
}

async function askTarget({ targets, detected }: Questions): Promise<string> {
  const { select } = await import('@clack/prompts')
  const initialValue = detected[0]
  return notCancelled(
    await select({
      message: 'Which framework is the session for?',
      options: targets.map(({ name, label }) => ({ value: name, label })),
      ...(initialValue === undefined ? {} : { initialValue }),
    }),
  )
}

async function askBackend({ backends }: Questions): Promise<string> {
  const { select } = await import('@clack/prompts')
  return notCancelled(
    await select({
      message: 'Where are sessions kept?',
      options: backends.map(({ name, label, limits: [limit] }) => ({
        value: name,
        label,
        ...(limit === undefined ? {} : { hint: limit }),
      })),
      initialValue: DEFAULT_BACKEND,
    }),
  )
}

async function askOutput({ defaultOutput }: Questions): Promise<string | undefined> {
  const { text } = await import('@clack/prompts')
  const output = notCancelled(await text({ message: 'Which folder is for the code?', initialValue: defaultOutput }))
  return output === defaultOutput || output === '' ? undefined : output
}

function notCancelled(value: string | symbol): string {
  if (typeof value === 'symbol') {
    throw new GeneratorError({ code: 'cancelled', message: 'Cancelled', hint: 'Nothing was written' })
  }
  return value
}

function reasonForTarget({ detected, targets }: Questions): string {
  return detected.length === 0
    ? `package.json names none of ${targets.map(({ detect }) => detect).join(', ')}; say ${namesOf(targets)}`
    : `package.json names ${detected.join(' and ')}; say which`
}

function missing(flag: string, hint: string): never {
  throw new GeneratorError({ code: 'usage', message: `${flag} is missing, and there is no terminal to ask on`, hint })
}

function namesOf(list: readonly { readonly name: string }[]): string {
  return list.map(({ name }) => `'${name}'`).join(' or ')
}
