// `create-session`: writes a config and the code that it describes, and makes both a part of the project.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { GeneratorError } from '../../errors.ts'
import type { Given } from '../ask.ts'
import { type Command, DRY_RUN_OPTION, JSON_OPTION, PROJECT_OPTIONS, textOption } from '../command.ts'
import { generate } from './generate.ts'

const MANIFESTS = ['package.json', 'deno.json', 'deno.jsonc']

export const scaffold: Command = {
  words: ['$0'],
  summary: 'Write a config and its code into a project',
  about:
    'Detects the framework, asks what it cannot know, and shows what it is about to do: write\n' +
    'sessions.config.ts and the code that it describes, call that from your application, and add\n' +
    'create-session and the driver to package.json. Once you agree, it does all of that, or nothing.\n' +
    'Without a terminal, flags answer. Where there is a config already, it generates.\n\n' +
    'Exit code: 0 done, 1 error, 2 an answer is missing or wrong, 3 a file of yours is in the way.',
  options: {
    target: { type: 'string', describe: 'The framework; detected where package.json names one', requiresArg: true },
    backend: { type: 'string', describe: 'Where sessions are kept', requiresArg: true },
    client: { type: 'string', describe: "The backend's driver, if it has several", requiresArg: true },
    'max-age': {
      type: 'string',
      describe: "How long a session lives unused: 12h, 14d (usual); or 'session': until the browser closes",
      requiresArg: true,
    },
    'idle-timeout': { type: 'string', describe: 'With --max-age session: how long it lives unused', requiresArg: true },
    'absolute-timeout': { type: 'string', describe: 'How long it lives, used or not', requiresArg: true },
    output: { type: 'string', describe: "The code's folder", requiresArg: true },
    yes: { type: 'boolean', alias: 'y', describe: 'Take the usual answers, ask nothing, and agree', default: false },
    wire: { type: 'boolean', describe: 'Call it from the application; --no-wire leaves that to you', default: true },
    package: {
      type: 'boolean',
      describe: 'Add create-session, its scripts and the driver to package.json; --no-package: leave it',
      default: true,
    },
    install: { type: 'boolean', describe: 'Install what is new in package.json, or not: --no-install' },
    env: { type: 'boolean', describe: 'Write a key into .env, and keep that out of git, or not: --no-env' },
    ...PROJECT_OPTIONS,
    ...DRY_RUN_OPTION,
    ...JSON_OPTION,
  },
  examples: [
    ['npx create-session', 'Ask, show, then act'],
    ['npx create-session --dry-run --yes', 'See what it would do'],
    ['npx create-session --yes', 'Ask nothing: sessions in an encrypted cookie'],
    ['npx create-session --backend redis --client ioredis', 'Sessions in Redis; it asks the rest'],
    ['npx create-session --backend redis --max-age 7d --no-install', 'For a script'],
    ['npx create-session --yes --no-wire --no-package', 'The config and its code alone'],
  ],
  run: async (options, terminal) => {
    const root = resolve(textOption(options, 'cwd') ?? '.')
    const { findConfig } = await import('../../config/load.ts')
    const given: Given = {
      target: textOption(options, 'target'),
      backend: textOption(options, 'backend'),
      client: textOption(options, 'client'),
      output: textOption(options, 'output'),
      maxAge: textOption(options, 'max-age'),
      idleTimeout: textOption(options, 'idle-timeout'),
      absoluteTimeout: textOption(options, 'absolute-timeout'),
    }
    if (options['dry-run'] !== true) {
      const { heal } = await import('../../pipeline.ts')
      heal({ root, config: textOption(options, 'config') })
    }
    const existing = findConfig(root, textOption(options, 'config'))
    if (existing !== null && existsSync(join(root, existing))) {
      refuseAnswers(existing, given)
      return generate.run(options, terminal)
    }
    if (!MANIFESTS.some((name) => existsSync(join(root, name)))) {
      throw new GeneratorError({
        code: 'project-missing',
        message: 'There is no package.json here',
        hint: 'Run it in the root of your project, or name that by --cwd',
      })
    }
    const wish = (name: string): boolean | undefined => (typeof options[name] === 'boolean' ? options[name] : undefined)
    const { begin } = await import('../begin.ts')
    return begin(
      {
        root,
        file: existing,
        given,
        takesDefaults: options['yes'] === true,
        wires: wish('wire') ?? true,
        editsPackage: wish('package') ?? true,
        installs: wish('install'),
        writesEnvironment: wish('env'),
        isDryRun: options['dry-run'] === true,
        asJson: options['json'] === true,
      },
      terminal,
    )
  },
}

function refuseAnswers(config: string, given: Given): void {
  const name = Object.entries(given).find(([, value]) => value !== undefined)?.[0]
  if (name !== undefined) {
    throw new GeneratorError({
      code: 'usage',
      message: `${flagOf(name)} is for a project without a config, and here is ${config}`,
      hint: `Write it into ${config}, then run \`npx create-session generate\``,
    })
  }
}

/** How the flag of a config's field is written: `--max-age` for `maxAge`. */
export function flagOf(field: string): string {
  return `--${field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
