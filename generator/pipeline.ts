// The straight line from a config to the files of a project. Read this first.
import { posix } from 'node:path'
import { CONFIG_NAMES, findConfig, type LoadedConfig, loadConfig } from './config/load.ts'
import { type Choices, newConfig, newConfigName, newConfigText } from './config/new-config.ts'
import { validateConfig } from './config/validate.ts'
import type { EditedConfig } from './edit-config/edit-config.ts'
import { emit } from './emit/emit.ts'
import { ownTemplates, type Templates } from './emit/revisions.ts'
import type { Problem } from './errors.ts'
import { format } from './format/format.ts'
import { isEmittedName } from './plan/emitted-names.ts'
import { planAll } from './plan/plan.ts'
import type { EmittedFile, Plan } from './plan/planned.ts'
import { type ProjectFacts, readProjectFacts } from './plan/project-facts.ts'
import { type Change, isWritten } from './reconcile/change.ts'
import { basePathOf, type Manifest, printManifest } from './reconcile/manifest.ts'
import { manifestPathOf, readBefore, stateFolderOf } from './reconcile/read-before.ts'
import { type Before, type ConflictPolicy, type NextFile, reconcile, type Texts } from './reconcile/reconcile.ts'
import { refuseInTheWay } from './reconcile/refuse.ts'
import { hashOf } from './reconcile/text.ts'
import { tidy } from './reconcile/tidy.ts'
import type { CheckedWiring } from './wire/check-wirings.ts'
import { checkedWirings, loadWiring, recordsAfter } from './wire/load-wiring.ts'
import type { Sources } from './wire/read-sources.ts'
import type { Wiring } from './wire/wiring.ts'
import { isInterrupted, recover } from './write/stage.ts'
import { write, type Writing } from './write/write.ts'

export interface Project {
  /** The project's root, absolute. */
  readonly root: string
  /** The config's path, if it is not one of the usual names in the root. */
  readonly config?: string | undefined
}

export interface RunOptions {
  /** What becomes of conflicts; 'stop' unless given. */
  readonly policy?: ConflictPolicy
  /** Those of this version unless given. */
  readonly templates?: Templates
  /** Whether a config that is more than a literal, and the project's formatter, may be executed; true unless given. */
  readonly mayExecute?: boolean
  /** What the only session of a config is called from now on; missing where it gets no name. */
  readonly named?: string
}

/** All that a run would do; nothing is written yet. */
export interface Run {
  readonly root: string
  readonly loaded: LoadedConfig
  readonly facts: ProjectFacts
  readonly plans: readonly Plan[]
  /** Each file of the config as it would be generated. */
  readonly next: readonly NextFile[]
  readonly changes: readonly Change[]
  /** Where the application calls the code, as far as that is remembered. */
  readonly wirings: readonly CheckedWiring[]
  /** An earlier run was killed while it wrote; `heal` brings it to its end. */
  readonly isInterrupted: boolean
  readonly warnings: readonly Problem[]
  /** What the manifest says after it. */
  readonly manifest: Manifest
  readonly writing: Writing
}

/** load → validate → plan → emit → format → reconcile. `check`, `diff` and `--dry-run` end here. */
export async function prepare({ root, config }: Project, options: RunOptions = {}): Promise<Run> {
  return prepareLoaded(root, await loadConfig(root, config, options.mayExecute), options)
}

/** The same for a project that has no config yet: the run writes one, named `file` or as usual. */
export async function prepareNew(root: string, file: string | null, choices: Choices): Promise<Run> {
  const facts = readProjectFacts(root)
  const path = file ?? newConfigName(facts.fileExtension)
  const [config] = await format([{ path, source: '', text: newConfigText(choices) }], root, facts.style)
  const text = config?.text ?? ''
  const run = await prepareLoaded(root, newConfig(path, text))
  return {
    ...run,
    changes: [newFile(path, text), ...run.changes],
    writing: { ...run.writing, put: new Map([[path, text], ...run.writing.put]) },
  }
}

/** The same for a config that is to say something else: the run writes its new text too. */
export async function prepareEdited(root: string, edited: EditedConfig, options: RunOptions = {}): Promise<Run> {
  const { loaded, before, text, edits } = edited
  const naming = edits.find(({ kind }) => kind === 'name')
  const run = await prepareLoaded(root, loaded, {
    ...options,
    ...(naming?.kind === 'name' ? { named: naming.name } : {}),
  })
  const { put, drop, seen } = run.writing
  return text === before
    ? run
    : {
        ...run,
        writing: {
          put: new Map([[loaded.file, text], ...put]),
          drop,
          seen: new Map([...seen, [loaded.file, before]]),
        },
      }
}

/**
 * Has the run wire the code into the application too.
 *
 * @returns The outcome for each session: what was put in, that it is there, or what a person has to put in.
 */
export async function wireIn(run: Run): Promise<{ readonly run: Run; readonly wired: readonly Wiring[] }> {
  const { readSources, wire, wireInputOf } = await loadWiring()
  const texts = new Map<string, string>()
  const sources = readSources(run.root)
  const reading: Sources = { ...sources, read: (path) => texts.get(path) ?? sources.read(path) }
  const wired = run.plans.map((plan) => {
    const outcome = wire(wireInputOf(plan, run.facts, reading))
    if (outcome.kind === 'done') {
      texts.set(outcome.path, outcome.text)
    }
    return outcome
  })
  const changes = changesOf(wired)
  const wirings = wired.flatMap((outcome) => (outcome.kind === 'unable' ? [] : [outcome.record]))
  const manifest = { ...run.manifest, wirings }
  const put = new Map([...texts, ...run.writing.put, [manifestPathOf(run.loaded.file), printManifest(manifest)]])
  const seen = new Map([...run.writing.seen, ...changes.map(({ path, disk }) => [path, disk] as const)])
  return {
    run: { ...run, changes: [...run.changes, ...changes], manifest, writing: { ...run.writing, put, seen } },
    wired,
  }
}

/** Nothing that reconciling would know of a file. */
const UNKNOWN = { base: null, generated: null, conflicts: [], line: null, advisories: [] }

function newFile(path: string, text: string): Change {
  return { kind: 'create', reason: 'new', path, disk: null, next: text, ...UNKNOWN }
}

/** What brings the application in step with the config: of several sessions in one file the last text has all. */
function changesOf(wirings: readonly (Wiring | null)[]): readonly Change[] {
  const changes = new Map<string, Change>()
  for (const wiring of wirings) {
    if (wiring?.kind === 'done') {
      const { path, text } = wiring
      const first = changes.get(path)
      const isNew = first === undefined ? wiring.isNew === true : first.disk === null
      const disk = first?.disk ?? wiring.before
      changes.set(
        path,
        isNew ? newFile(path, text) : { kind: 'merge', reason: 'config-changed', path, disk, next: text, ...UNKNOWN },
      )
    }
  }
  return [...changes.values()]
}

async function prepareLoaded(root: string, loaded: LoadedConfig, options: RunOptions = {}): Promise<Run> {
  const { policy = 'stop', templates = ownTemplates, mayExecute = true, named = null } = options
  const facts = readProjectFacts(root)
  const config = validateConfig(loaded, facts.detectedTargets)
  const plans = planAll(root, loaded, config, facts)
  const emitted = plans.flatMap((plan) => emit(plan, templates.read))
  const formatted = await format(emitted, root, facts.style, mayExecute)
  const next = formatted.map((file, index) => nextFile(file, emitted[index] ?? file, templates))
  const found = readBefore(root, loaded.file, next)
  const before = { ...found, ...(await tidy(root, facts, found, next, mayExecute)), isEmittedName }
  const reconciliation = reconcile(before, next, policy)
  const records = (before.manifest?.wirings ?? []).map((record) => ({ ...record, session: record.session ?? named }))
  const wirings = await checkedWirings(plans, facts, root, records)
  const changes = [...reconciliation.changes, ...changesOf(wirings.map(({ next: text }) => text))]
  const { files, base } = reconciliation
  const manifest = { config: loaded.file, files, wirings: recordsAfter(wirings) }
  return {
    root,
    loaded,
    facts,
    plans,
    next,
    changes,
    wirings,
    isInterrupted: isInterrupted(root, stateFolderOf(loaded.file)),
    warnings: config.warnings,
    manifest,
    writing: writingOf(before, changes, base, manifest),
  }
}

/**
 * Writes what a run would do.
 *
 * @returns Whether there was anything to write.
 * @throws {GeneratorError} `conflict` or `in-the-way`, if a file must not be written as it is: nothing is written then.
 */
export function apply(run: Run): boolean {
  refuseInTheWay(run.changes)
  const { put, drop } = run.writing
  if (put.size + drop.length === 0) {
    return false
  }
  write(run.root, stateFolderOf(run.loaded.file), run.writing)
  return true
}

/** Brings a run that was killed to its end, before anything is read. */
export function heal({ root, config }: Project): void {
  // A scaffold that was killed may not have come to its config: that would have one of the usual names, in the root.
  recover(root, stateFolderOf(findConfig(root, config) ?? CONFIG_NAMES[0] ?? ''))
}

function nextFile(file: EmittedFile, unformatted: EmittedFile, templates: Templates): NextFile {
  return { ...file, revision: templates.revisionOf(file.source), canonical: hashOf(unformatted.text) }
}

/** The files of the changes, then the base copies, then the manifest: it speaks of files that are there. */
function writingOf(before: Before, changes: readonly Change[], base: Texts, after: Manifest): Writing {
  const { config } = after
  const put = new Map<string, string>()
  for (const change of changes) {
    if (isWritten(change) && change.next !== null) {
      put.set(change.path, change.next)
    }
  }
  const at = (path: string): string => posix.join(stateFolderOf(config), basePathOf(path))
  for (const [path, text] of base) {
    if (before.base.get(path) !== text) {
      put.set(at(path), text)
    }
  }
  const copies = [...before.base.keys()].filter((path) => !base.has(path))
  const drop = [...changes.filter(({ kind }) => kind === 'delete').map(({ path }) => path), ...copies.map(at)]
  const manifest = printManifest(after)
  const { manifest: last } = before
  if (last === null || last.isMended || printManifest(last) !== manifest || put.size > 0 || drop.length > 0) {
    put.set(manifestPathOf(config), manifest)
  }
  return { put, drop, seen: new Map(changes.map(({ path, disk }) => [path, disk])) }
}
