// The straight line from a config to the files of a project. Read this first.
import { posix } from 'node:path'
import { findConfig, type LoadedConfig, loadConfig } from './config/load.ts'
import { type Choices, newConfig, newConfigName, newConfigText } from './config/new-config.ts'
import { validateConfig } from './config/validate.ts'
import { emit } from './emit/emit.ts'
import { readTemplate } from './emit/read-template.ts'
import { GeneratorError, type Problem } from './errors.ts'
import { format } from './format/format.ts'
import { planAll } from './plan/plan.ts'
import type { EmittedFile, Plan } from './plan/planned.ts'
import { type ProjectFacts, readProjectFacts } from './plan/project-facts.ts'
import type { Change } from './reconcile/change.ts'
import { basePathOf, printManifest } from './reconcile/manifest.ts'
import { manifestPathOf, readBefore, stateFolderOf } from './reconcile/read-before.ts'
import { type Before, type NextFile, reconcile, type Reconciliation } from './reconcile/reconcile.ts'
import { hashOf, normalised } from './reconcile/text.ts'
import { isInterrupted, recover } from './write/stage.ts'
import { write, type Writing } from './write/write.ts'

export interface Project {
  /** The project's root, absolute. */
  readonly root: string
  /** The config's path, if it is not one of the usual names in the root. */
  readonly config?: string | undefined
}

/** All that a run would do; nothing is written yet. */
export interface Run {
  readonly root: string
  readonly loaded: LoadedConfig
  readonly facts: ProjectFacts
  readonly plans: readonly Plan[]
  readonly changes: readonly Change[]
  /** An earlier run was killed while it wrote; `heal` brings it to its end. */
  readonly isInterrupted: boolean
  readonly warnings: readonly Problem[]
  readonly writing: Writing
}

/** load → validate → plan → emit → format → reconcile. `check`, `diff` and `--dry-run` end here. */
export async function prepare({ root, config }: Project): Promise<Run> {
  return prepareLoaded(root, await loadConfig(root, config))
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
    changes: [{ kind: 'create', reason: 'new', path, disk: null, next: text }, ...run.changes],
    writing: { ...run.writing, put: new Map([[path, text], ...run.writing.put]) },
  }
}

async function prepareLoaded(root: string, loaded: LoadedConfig): Promise<Run> {
  const facts = readProjectFacts(root)
  const config = validateConfig(loaded, facts.detectedTargets)
  const plans = planAll(root, loaded, config, facts)
  const emitted = plans.flatMap((plan) => emit(plan))
  const formatted = await format(emitted, root, facts.style)
  const next = formatted.map((file, index) => nextFile(file, emitted[index] ?? file))
  const found = readBefore(root, loaded.file, next)
  const before = { ...found, ...(await tidy(root, facts, found, next)) }
  const reconciliation = reconcile(before, next)
  return {
    root,
    loaded,
    facts,
    plans,
    changes: reconciliation.changes,
    isInterrupted: isInterrupted(root, stateFolderOf(loaded.file)),
    warnings: config.warnings,
    writing: writingOf(loaded.file, before, reconciliation),
  }
}

/**
 * Writes what a run would do.
 *
 * @returns Whether there was anything to write.
 * @throws {GeneratorError} `edited-and-new`, if a file that was edited by hand would change: nothing is written.
 */
export function apply(run: Run): boolean {
  const refused = run.changes.filter(({ kind }) => kind === 'refuse')
  if (refused.length > 0) {
    const isForeign = refused.every(({ reason }) => reason === 'not-generated')
    throw new GeneratorError({
      code: 'edited-and-new',
      message: `Nothing was written: ${refused.map(({ path }) => path).join(', ')} would lose what you wrote`,
      hint: isForeign
        ? 'It was not generated here. Move it away, or choose another folder by `output`'
        : 'See both sides with `npx create-session diff`; move your file aside, run again, and put your lines back',
    })
  }
  if (run.writing.put.size === 0) {
    return false
  }
  write(run.root, stateFolderOf(run.loaded.file), run.writing)
  return true
}

/** Brings a run that was killed to its end, before anything is read. */
export function heal({ root, config }: Project): void {
  const file = findConfig(root, config)
  if (file !== null) {
    recover(root, stateFolderOf(file))
  }
}

function nextFile(file: EmittedFile, unformatted: EmittedFile): NextFile {
  const revision = file.source === '' ? '' : hashOf(readTemplate(file.source))
  return { ...file, revision, canonical: hashOf(unformatted.text) }
}

/** What the formatter makes of files that are neither as they were generated nor as they would be. */
async function tidy(
  root: string,
  facts: ProjectFacts,
  found: Pick<Before, 'base' | 'disk'>,
  next: readonly NextFile[],
): Promise<Pick<Before, 'tidyBase' | 'tidyDisk'>> {
  const tidyBase = new Map<string, string>()
  const tidyDisk = new Map<string, string>()
  for (const { path, source, text } of next) {
    const disk = found.disk.get(path)
    const base = found.base.get(path)
    if (disk === undefined || normalised(disk) === normalised(text) || normalised(disk) === base) {
      continue
    }
    await add(tidyDisk, path, source, disk)
    if (base !== undefined) {
      await add(tidyBase, path, source, base)
    }
  }
  return { tidyBase, tidyDisk }

  async function add(texts: Map<string, string>, path: string, source: string, text: string): Promise<void> {
    try {
      const [file] = await format([{ path, source, text }], root, facts.style)
      texts.set(path, normalised(file?.text ?? text))
    } catch (error) {
      // Code that doesn't parse has been edited, and that is all there is to know.
      if (!(error instanceof GeneratorError)) {
        throw error
      }
    }
  }
}

/** The files of the changes, then the base copies, then the manifest: it speaks of files that are there. */
function writingOf(config: string, before: Before, { changes, files, base }: Reconciliation): Writing {
  const put = new Map<string, string>()
  for (const { kind, path, next } of changes) {
    if ((kind === 'create' || kind === 'replace') && next !== null) {
      put.set(path, next)
    }
  }
  const at = (path: string): string => posix.join(stateFolderOf(config), basePathOf(path))
  for (const [path, text] of base) {
    if (before.base.get(path) !== text) {
      put.set(at(path), text)
    }
  }
  const stale = (before.manifest?.files ?? []).map(({ path }) => path).filter((path) => !base.has(path))
  const drop = [...changes.filter(({ kind }) => kind === 'delete').map(({ path }) => path), ...stale.map(at)]
  const manifest = printManifest({ config, files })
  const isNew = before.manifest === null || printManifest(before.manifest) !== manifest
  if (isNew || put.size > 0 || drop.length > 0) {
    put.set(manifestPathOf(config), manifest)
  }
  return { put, drop }
}
