// What a scaffold does beside the generated code: package.json, the files of the environment, and what is installed.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { GeneratorError } from '../errors.ts'
import type { Plan } from '../plan/planned.ts'
import type { ProjectFacts } from '../plan/project-facts.ts'
import { readText } from '../reconcile/read-before.ts'
import { readSecretOutlook, type SecretOutcome } from './env-file.ts'
import { ENV_EXAMPLE_FILE, ENV_FILE, envExample, IGNORE_FILE, ignoreEnv } from './environment-files.ts'
import { readGitStanding } from './git.ts'
import { addition, type CommandLine, installation } from './installation.ts'
import { addDependencies, addScripts, type Dependency } from './package-json.ts'

export interface SetupInput {
  readonly root: string
  readonly facts: ProjectFacts
  readonly plans: readonly Pick<Plan, 'secretsVariable'>[]
  /** This package, in this very version. */
  readonly self: Dependency
  readonly drivers: readonly Dependency[]
  readonly editsPackage: boolean
  readonly writesEnvironment: boolean
}

export interface Setup {
  /** Whole texts by path from the root: files of the project, with lines more. */
  readonly put: ReadonlyMap<string, string>
  /** What they were; null for no file. */
  readonly seen: ReadonlyMap<string, string | null>
  /** What is done to each, in words. */
  readonly edits: readonly { readonly path: string; readonly what: string }[]
  /** What installs the packages that are new to the project. */
  readonly commands: readonly CommandLine[]
  /** Variables that `.env` is to have a key for, and whether it can. */
  readonly secrets: { readonly variables: readonly string[]; readonly outlook: SecretOutcome } | null
  readonly notes: readonly string[]
}

interface Edit {
  readonly path: string
  readonly what: string
  readonly before: string | null
  readonly after: string
}

export function planSetup(input: SetupInput): Setup {
  const notes: string[] = []
  const variables = [...new Set(input.plans.flatMap(({ secretsVariable }) => secretsVariable ?? []))]
  const writesEnvironment = input.writesEnvironment && variables.length > 0
  const packageEdit = input.editsPackage ? editPackage(input, notes) : null
  const edits = [
    ...(packageEdit === null ? [] : [packageEdit]),
    ...(writesEnvironment ? editEnvironment(input.root, variables, notes) : []),
  ].filter(({ before, after }) => before !== after)
  return {
    put: new Map(edits.map(({ path, after }) => [path, after])),
    seen: new Map(edits.map(({ path, before }) => [path, before])),
    edits: edits.map(({ path, what }) => ({ path, what })),
    commands: commandsFor(input, packageEdit),
    secrets: writesEnvironment ? { variables, outlook: readSecretOutlook(input.root, variables) } : null,
    notes,
  }
}

/** Null where there is no package.json that can be written. */
function editPackage({ root, self, drivers }: SetupInput, notes: string[]): Edit | null {
  const path = 'package.json'
  const before = textOf(root, path, notes)
  if (before === null || before === undefined) {
    return null
  }
  const withDrivers = addDependencies(before, 'dependencies', drivers)
  const withSelf = addDependencies(withDrivers.text, 'devDependencies', [self])
  const withScripts = addScripts(withSelf.text)
  const left = [...withDrivers.left, ...withSelf.left, ...withScripts.left]
  if (left.length > 0) {
    notes.push(`${path} has ${left.join(' and ')} already: they stay as they are`)
  }
  const what = [...withDrivers.added, ...withSelf.added, ...withScripts.added].join(', ')
  return { path, what, before, after: withScripts.text }
}

function editEnvironment(root: string, variables: readonly string[], notes: string[]): readonly Edit[] {
  const example = textOf(root, ENV_EXAMPLE_FILE, notes)
  const ignore = textOf(root, IGNORE_FILE, notes)
  // A folder above may say it for the whole repository.
  const isIgnored = readGitStanding(root, ENV_FILE) === 'ignored'
  return [
    ...(example === undefined
      ? []
      : [
          {
            path: ENV_EXAMPLE_FILE,
            what: `${variables.join(', ')}, without a value`,
            before: example,
            after: variables.reduce(envExample, example) ?? '',
          },
        ]),
    ...(ignore === undefined || isIgnored
      ? []
      : [{ path: IGNORE_FILE, what: ENV_FILE, before: ignore, after: ignoreEnv(ignore) }]),
  ]
}

/** What the edit of package.json has added is installed as it stands there; without an edit the package manager adds it. */
function commandsFor({ facts, self, drivers, root }: SetupInput, edit: Edit | null): readonly CommandLine[] {
  const { packageManager: manager, dependencies } = facts
  const missing = drivers.filter(({ name }) => !dependencies.has(name))
  const isSelfMissing = !dependencies.has(self.name)
  if (edit !== null) {
    return missing.length > 0 || isSelfMissing ? [installation(manager)] : []
  }
  const isDenoAlone = manager === 'deno' && !existsSync(join(root, 'package.json'))
  return [
    ...missing.map((driver) => addition(manager, driver, false)),
    ...(isSelfMissing && isDenoAlone ? [addition(manager, self, true)] : []),
  ]
}

/** The text of a file, null where there is none; undefined, and a note, for one that is not ours to write. */
function textOf(root: string, path: string, notes: string[]): string | null | undefined {
  try {
    return readText(root, path)
  } catch (error) {
    if (!(error instanceof GeneratorError)) {
      throw error
    }
    notes.push(`${error.message.replace(/: it is not written$/, '')}: it stays as it is`)
    return undefined
  }
}
