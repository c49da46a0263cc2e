// Every decision is made here: no later stage looks at the config.
import { lstatSync, realpathSync } from 'node:fs'
import { join, posix, relative } from 'node:path'
import type { LoadedConfig } from '../config/load.ts'
import type { ValidConfig, ValidSession } from '../config/validate.ts'
import type { TargetMeta } from '../../templates/meta.ts'
import { GeneratorError } from '../errors.ts'
import { isSupported } from './dependencies.ts'
import { dataViews } from './data-views.ts'
import { installNote } from './install.ts'
import type { Plan, PlannedFile } from './planned.ts'
import { type ProjectFacts, usualOutput } from './project-facts.ts'
import { chooseModules } from './runtime-modules.ts'
import { chooseTesting, testingView } from './testing.ts'
import { secretsVariableOf, specOf, usersOf } from './spec.ts'
import { limitsOf } from './limits.ts'
import { indexView, readmeView, usageView } from './views.ts'

/** One plan for each session of the config. */
export function planAll(root: string, loaded: LoadedConfig, config: ValidConfig, facts: ProjectFacts): readonly Plan[] {
  const plans = config.sessions.map((session) => planOne(root, loaded, session, facts))
  const outputs = plans.map(({ output }) => output)
  const double = outputs.find((output, index) => outputs.some((other, at) => at !== index && isInside(other, output)))
  if (double !== undefined) {
    throw invalid(loaded, ['sessions'], `two sessions have their code in ${double}: give each an output of its own`)
  }
  const shared = sharedPath(plans)
  if (shared !== null) {
    throw invalid(loaded, ['sessions'], `two sessions would write ${shared}: set their folders or their tables apart`)
  }
  return plans
}

/** A path that two files would have, on a file system that does not tell capitals from small letters. */
function sharedPath(plans: readonly Plan[]): string | null {
  const paths = plans.flatMap(({ files }) => files.map(({ path }) => path))
  const known = new Set<string>()
  for (const path of paths) {
    if (known.has(path.toLowerCase())) {
      return path
    }
    known.add(path.toLowerCase())
  }
  return null
}

function planOne(root: string, loaded: LoadedConfig, session: ValidSession, facts: ProjectFacts): Plan {
  const { config, target, backend, backendOptions } = session
  const testing = chooseTesting(session)
  const hasUsers = usersOf(config) !== 'none'
  const spec = { ...testing.spec, ...specOf(session) }
  const output = outputOf(root, loaded, session, facts)
  const { modules, slots } = chooseModules(target, backend, backendOptions)
  const authored = new Map([...modules, ...testing.modules].map((module) => [module.source, module]))
  const at = (name: string): string => `${output}/${name}${facts.fileExtension}`
  const data = dataViews(config, loaded.file, facts.importExtension)
  const usage = {
    source: target.usage,
    view: usageView(
      session,
      usagePathOf(target, output, facts),
      facts.fileExtension === '.mjs',
      facts.fileExtension.endsWith('js'),
    ),
  }
  const secretsVariable = secretsVariableOf(session)
  const files: PlannedFile[] = [
    ...[...authored.values()].map(({ source, name, isEntry }) => ({
      kind: 'module' as const,
      source,
      path: at(name),
      ...(isEntry === true && { isEntry }),
    })),
    { kind: 'template', source: 'project/session-data.ts.hbs', path: at('session-data'), view: data.type },
    ...[
      { name: 'session-data-check', view: data.check },
      { name: 'session-migrations', view: data.migrations },
    ].flatMap(({ name, view }) =>
      view === null ? [] : [{ kind: 'template' as const, source: `project/${name}.ts.hbs`, path: at(name), view }],
    ),
    {
      kind: 'template',
      source: 'project/index.ts.hbs',
      path: at('index'),
      view: indexView(session, facts.importExtension, loaded.file),
    },
    {
      kind: 'template',
      source: 'project/README.md.hbs',
      path: `${output}/README.md`,
      view: {
        ...readmeView(session, loaded.file, usage, secretsVariable),
        ...testingView(session, importPathOf(output, facts, 'testing'), facts.fileExtension),
      },
    },
    ...(backend.migrations?.(backendOptions, hasUsers).files ?? []).map(({ source, path, view }) => ({
      kind: 'template' as const,
      source,
      path: source.endsWith('.ts.hbs') ? `${path}${facts.fileExtension}` : path,
      view,
    })),
    ...[backend.tableModule?.(backendOptions, hasUsers) ?? null].flatMap((table) =>
      table === null ? [] : [{ kind: 'template' as const, ...table, path: at('sessions-table') }],
    ),
    ...(secretsVariable === null
      ? []
      : [
          {
            kind: 'template' as const,
            source: 'project/env.example.hbs',
            path: `${output}/.env.example`,
            view: { variable: secretsVariable },
          },
        ]),
  ]
  return {
    session: session.name,
    target: target.name,
    backend: backend.name,
    output,
    spec,
    slots: { ...slots, ...testing.slots },
    files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    importExtension: facts.importExtension,
    fileExtension: facts.fileExtension,
    notes: notesOf(session, facts),
    usage,
    secretsVariable,
    privateFolder: backend.privateFolder?.(session.backendOptions) ?? null,
  }
}

function notesOf(session: ValidSession, facts: ProjectFacts): readonly string[] {
  const { config, target, backend, backendOptions } = session
  const driver = backend.driver(backendOptions)
  const migrations = backend.migrations?.(backendOptions, usersOf(config) !== 'none')
  const version = target.detect === null ? undefined : facts.dependencies.get(target.detect.package)
  return [
    ...limitsOf(session),
    ...(target.detect === null || version === undefined || isSupported(version, target.detect.versions)
      ? []
      : [`The project has ${target.detect.package} ${version}; the code is for ${target.detect.versions}`]),
    ...(migrations === undefined ? [] : [`Create the table once: ${migrations.run}`]),
    ...(driver === null || facts.dependencies.has(driver.name) ? [] : [installNote(facts.packageManager, driver)]),
  ]
}

/** The folder of the code: inside the project, and no link leads out of it. */
function outputOf(root: string, loaded: LoadedConfig, session: ValidSession, facts: ProjectFacts): string {
  const base = usualOutput(facts)
  const written = session.config.output ?? (session.name === null ? base : `${base}/${session.name}`)
  const output = posix.normalize(written).replace(/\/$/, '')
  const path = [...(session.name === null ? [] : ['sessions', session.name]), 'output']
  let folder = root
  for (const part of output.split('/')) {
    folder = join(folder, part)
    const real = lstatSync(folder, { throwIfNoEntry: false }) === undefined ? null : realpathSync(folder)
    if (real !== null && relative(realpathSync(root), real).startsWith('..')) {
      throw invalid(loaded, path, `'${written}' leads out of the project through a link`)
    }
  }
  return output
}

function invalid(loaded: LoadedConfig, path: readonly PropertyKey[], message: string): GeneratorError {
  return new GeneratorError({
    code: 'config-invalid',
    message: `${loaded.file} has a problem`,
    hint: 'Nothing was written. Mend the config and run again',
    problems: [{ where: { file: loaded.file, ...loaded.placeOf(path) }, message: `${path.join('.')}: ${message}` }],
  })
}

function isInside(inner: string, outer: string): boolean {
  return `${inner}/`.startsWith(`${outer}/`)
}

/** As the file names it that the usage text shows: its place is known where it holds nothing else. */
function usagePathOf({ wire: { hook } }: TargetMeta, output: string, facts: ProjectFacts): string {
  const [file = ''] = hook?.compose === null ? hook.files : []
  return file === ''
    ? importPathOf(output, facts, 'index')
    : `${posix.relative(posix.dirname(file), output)}/index${facts.importExtension}`
}

function importPathOf(output: string, facts: ProjectFacts, name: string): string {
  const { sourceFolder } = facts
  const fromSource = output.startsWith(`${sourceFolder}/`)
    ? `./${output.slice(sourceFolder.length + 1)}`
    : `./${output}`
  return `${fromSource}/${name}${facts.importExtension}`
}
