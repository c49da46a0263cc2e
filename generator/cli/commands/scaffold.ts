// `create-session`: writes a config, and the code that it describes.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { GeneratorError } from '../../errors.ts'
import { answer, type Questions } from '../ask.ts'
import { type Command, DRY_RUN_OPTION, EXIT, JSON_OPTION, PROJECT_OPTIONS, textOption } from '../command.ts'
import { printRun } from '../report.ts'
import { printWiring } from '../wiring.ts'
import { generate } from './generate.ts'

export const scaffold: Command = {
  words: ['$0'],
  summary: 'Write a config and its code into a project',
  about:
    'Detects the framework, asks where sessions are kept, writes sessions.config.ts and the code\n' +
    'that it describes, and prints what to paste to wire it in. Without a terminal, flags answer.\n' +
    'Where there is a config already, it generates.\n\n' +
    'Exit code: 0 done, 1 error, 2 an answer is missing or wrong, 3 a file of yours is in the way.',
  options: {
    target: { type: 'string', describe: 'The framework; detected where package.json names one', requiresArg: true },
    backend: { type: 'string', describe: 'Where sessions are kept', requiresArg: true },
    output: { type: 'string', describe: "The code's folder", requiresArg: true },
    yes: { type: 'boolean', alias: 'y', describe: 'Take the usual answers and ask nothing', default: false },
    ...PROJECT_OPTIONS,
    ...DRY_RUN_OPTION,
    ...JSON_OPTION,
  },
  examples: [
    ['npx create-session', 'Ask, then write'],
    ['npx create-session --yes', 'Ask nothing: sessions in an encrypted cookie'],
    ['npx create-session --backend redis', 'For a script'],
  ],
  run: async (options, terminal) => {
    const root = resolve(textOption(options, 'cwd') ?? '.')
    const { findConfig } = await import('../../config/load.ts')
    const given = {
      target: textOption(options, 'target'),
      backend: textOption(options, 'backend'),
      output: textOption(options, 'output'),
    }
    const existing = findConfig(root, textOption(options, 'config'))
    if (existing !== null && existsSync(join(root, existing))) {
      refuseAnswers(existing, given)
      return generate.run(options, terminal)
    }
    if (!existsSync(join(root, 'package.json')) && !existsSync(join(root, 'deno.json'))) {
      throw new GeneratorError({
        code: 'project-missing',
        message: 'There is no package.json here',
        hint: 'Run it in the root of your project, or name that by --cwd',
      })
    }
    return begin(root, existing, { given, takesDefaults: options['yes'] === true }, options, terminal)
  },
}

async function begin(
  root: string,
  file: string | null,
  answers: Pick<Questions, 'given' | 'takesDefaults'>,
  options: Parameters<Command['run']>[0],
  terminal: Parameters<Command['run']>[1],
): Promise<number> {
  const { backends, targets } = await import('../../../templates/registry.ts')
  const { apply, prepareNew } = await import('../../pipeline.ts')
  const { readProjectFacts } = await import('../../plan/project-facts.ts')
  const facts = readProjectFacts(root)
  const chosen = await answer(
    {
      ...answers,
      detected: facts.detectedTargets,
      targets,
      backends,
      defaultOutput: facts.hasSourceFolder ? 'src/sessions' : 'sessions',
    },
    terminal,
  )
  const run = await prepareNew(root, file, chosen).catch((error: unknown) => {
    throw error instanceof GeneratorError && error.code === 'config-invalid' ? asWrongAnswer(error) : error
  })
  const isDryRun = options['dry-run'] === true
  const asJson = options['json'] === true
  if (!isDryRun) {
    apply(run)
  }
  printRun(run, { command: 'scaffold', isDryRun, asJson }, terminal)
  if (!isDryRun && !asJson) {
    printWiring(run, terminal)
  }
  return EXIT.done
}

function refuseAnswers(config: string, given: Questions['given']): void {
  const flag = Object.entries(given).find(([, value]) => value !== undefined)?.[0]
  if (flag !== undefined) {
    throw new GeneratorError({
      code: 'usage',
      message: `--${flag} is for a project without a config, and here is ${config}`,
      hint: `Write it into ${config}, then run \`npx create-session generate\``,
    })
  }
}

/** The config that has these problems is not written: its fields are the flags. */
function asWrongAnswer({ problems }: GeneratorError): GeneratorError {
  return new GeneratorError({
    code: 'usage',
    message: problems.map(({ message }) => `--${message}`).join('; '),
    hint: 'Nothing was written. Run it again with another answer',
  })
}
