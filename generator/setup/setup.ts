// What a scaffold does beside the generated code: package.json, the files of the environment, and what is installed.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { GeneratorError } from '../errors.ts'
import type { Plan } from '../plan/planned.ts'
import type { ProjectFacts } from '../plan/project-facts.ts'
import { readText } from '../reconcile/read-before.ts'
import { readSecretOutlook, type SecretOutcome } from './env-file.ts'
import { ENV_EXAMPLE_FILE, ENV_FILE, envExample, IGNORE_FILE, ignoreEnv, ignoreFolder } from './environment-files.ts'
import { readGitStanding } from './git.ts'
import { addition, type CommandLine, installation } from './installation.ts'
import { addDependencies, addScripts, type Dependency } from './package-json.ts'

export interface SetupInput {
  readonly root: string
  readonly facts: ProjectFacts
  readonly plans: readonly Pick<Plan, 'secretsVariable' | 'privateFolder'>[]
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
  const writesSecrets = input.writesEnvironment && variables.length > 0
  const packageEdit = input.editsPackage ? editPackage(input, notes) : null
  const edits = [
    ...(packageEdit === null ? [] : [packageEdit]),
    ...(writesSecrets ? editExample(input.root, variables, notes) : []),
    ...(input.writesEnvironment ? editIgnored(input, writesSecrets, notes) : []),
  ].filter(({ before, after }) => before !== after)
  return {
    put: new Map(edits.map(({ path, after }) => [path, after])),
    seen: new Map(edits.map(({ path, before }) => [path, before])),
    edits: edits.map(({ path, what }) => ({ path, what })),
    commands: commandsFor(input, packageEdit),
    secrets: writesSecrets ? { variables, outlook: readSecretOutlook(input.root, variables) } : null,
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

function editExample(root: string, variables: readonly string[], notes: string[]): readonly Edit[] {
  const before = textOf(root, ENV_EXAMPLE_FILE, notes)
  if (before === undefined) {
    return []
  }
  const what = `${variables.join(', ')}, without a value`
  return [{ path: ENV_EXAMPLE_FILE, what, before, after: variables.reduce(envExample, before) ?? '' }]
}

/** Keys and sessions are kept out of the repository. */
function editIgnored({ root, plans }: SetupInput, hasSecrets: boolean, notes: string[]): readonly Edit[] {
  // A folder above may say it for the whole repository.
  const isIgnored = (path: string): boolean => readGitStanding(root, path) === 'ignored'
  const folders = [...new Set(plans.flatMap(({ privateFolder }) => privateFolder ?? []))]
  const files = [
    ...(hasSecrets && !isIgnored(ENV_FILE) ? [{ name: ENV_FILE, ignore: ignoreEnv }] : []),
    ...folders
      .filter((folder) => !isIgnored(`${folder}/`))
      .map((folder) => ({ name: `${folder}/`, ignore: (text: string | null) => ignoreFolder(text, folder) })),
  ]
  const before = files.length === 0 ? undefined : textOf(root, IGNORE_FILE, notes)
  if (before === undefined) {
    return []
  }
  const after = files.reduce<string | null>((text, { ignore }) => ignore(text), before) ?? ''
  return [{ path: IGNORE_FILE, what: files.map(({ name }) => name).join(', '), before, after }]
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
