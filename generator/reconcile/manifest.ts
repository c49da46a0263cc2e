// What was generated last: `.sessions/manifest.json`, committed beside the config, one line a file.
import { posix } from 'node:path'
import { GeneratorError } from '../errors.ts'
import { parseRecord, type WiringRecord } from '../wire/record.ts'
import { hashOf } from './text.ts'

/** One generated file. Hashes are SHA-256 of normalised text, base64url. */
export interface ManifestEntry {
  /** From the project's root, with `/`. */
  readonly path: string
  /** The template it came from, below `templates/`. */
  readonly source: string
  /** The revision of that template whose text the file has. */
  readonly revision: number
  /** Hash of the generated text before it was formatted. */
  readonly canonical: string
  /** Hash of the generated text as it was formatted. */
  readonly output: string
  /** Ejected files are yours alone: they are neither written nor merged. */
  readonly state: 'managed' | 'ejected'
  /** Ids of the security fixes that were refused when they collided with an edit. */
  readonly lacks: readonly string[]
}

export interface Manifest {
  /** The config that the files come from, from the project's root, with `/`. */
  readonly config: string
  /** Sorted by path. */
  readonly files: readonly ManifestEntry[]
  /** Where the application calls the code, by session. */
  readonly wirings: readonly WiringRecord[]
}

export interface ManifestReading extends Manifest {
  /** It is not as it was printed: version control has merged it, and lines may stand in it twice. */
  readonly isMended: boolean
}

const VERSION = 1
const TEXT_FIELDS = ['path', 'source', 'canonical', 'output'] as const
/** What is ever generated; nothing else is deleted or replaced, whatever a manifest says. */
const GENERATED = /^(README\.md|\.env\.example|[\w.-]+\.(ts|mts|js|mjs|sql))$/

/** The text of a manifest: sorted, one line a file, without time, version of the generator or absolute path. */
export function printManifest(manifest: Manifest): string {
  const files = manifest.files.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  const lines = files.map(
    ({ path, source, revision, canonical, output, state, lacks }) =>
      `    ${JSON.stringify({ path, source, revision, canonical, output, state, lacks })}`,
  )
  const calls = manifest.wirings.map((record) => `    ${JSON.stringify(record)}`)
  const members = [
    `"version": ${VERSION}`,
    `"config": ${JSON.stringify(manifest.config)}`,
    `"files": ${printList(lines)}`,
    `"wirings": ${printList(calls)}`,
  ]
  return `{\n${members.map((member) => `  ${member}`).join(',\n')}\n}\n`
}

function printList(lines: readonly string[]): string {
  return lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`
}

/**
 * Reads a manifest, also one that version control has merged: two branches that both generated have left conflict markers in
 * it, lines that stand there twice, or a comma too few.
 *
 * @param file Where the text stands, for errors.
 * @param isTrue Whether an entry agrees with what is on disk: of two entries for one path the first such is taken, else the last.
 * @throws {GeneratorError} `manifest-broken` for what was never printed here.
 */
export function parseManifest(
  file: string,
  text: string,
  isTrue: (entry: ManifestEntry) => boolean = () => false,
): ManifestReading {
  const whole = parse(text)
  const { config, files, wirings } = whole === null ? linesOf(file, text) : membersOf(file, whole)
  const chosen = new Map<string, ManifestEntry>()
  for (const entry of files.map((value) => entryOf(file, value))) {
    const other = chosen.get(entry.path)
    if (other === undefined || !isTrue(other)) {
      chosen.set(entry.path, entry)
    }
  }
  const records = wirings.map((value) => {
    const record = parseRecord(value)
    return record ?? raise(broken(file, 'an entry of `wirings` is none that was written here'))
  })
  const bySession = new Map(records.map((record) => [record.session, record]))
  return {
    config,
    files: [...chosen.values()],
    wirings: [...bySession.values()],
    isMended: whole === null || chosen.size < files.length || bySession.size < records.length,
  }
}

/** Whether a path, as a manifest or an interrupted run names it, can be one that was generated. */
export function isGeneratedPath(path: string): boolean {
  const isInside = path === posix.normalize(path) && !posix.isAbsolute(path) && !/[\\:\0]/.test(path)
  const folders = path.split('/')
  const name = folders.pop() ?? ''
  const isOurs =
    isInside && folders.every((folder) => folder !== '..' && folder !== '.git' && folder !== 'node_modules')
  return isOurs && GENERATED.test(name)
}

/** The copy of a file as it was generated last, from the folder of the manifest. */
export function basePathOf(path: string): string {
  return `base/${path}.base`
}

/** Whether a base copy is the text that the manifest speaks of. */
export function isBaseOf(entry: ManifestEntry, text: string): boolean {
  return hashOf(text) === entry.output
}

interface Members {
  readonly config: string
  readonly files: readonly unknown[]
  readonly wirings: readonly unknown[]
}

function membersOf(file: string, value: unknown): Members {
  if (!isRecord(value) || value['version'] !== VERSION) {
    throw broken(file, 'it has another version than this one writes', 'Update create-session')
  }
  const { config, files, wirings } = value
  if (typeof config !== 'string' || !Array.isArray(files) || !Array.isArray(wirings)) {
    throw broken(file, 'it lacks `config`, `files` or `wirings`')
  }
  return { config, files, wirings }
}

/** What can be read line by line of a manifest that is no JSON any more: both sides of each conflict. */
function linesOf(file: string, text: string): Members {
  const lines = text.split(/\r?\n/).map((line) => line.trim().replace(/,$/, ''))
  const configs = lines.flatMap((line) =>
    line.startsWith('"config": ') ? [parse(line.slice('"config": '.length))] : [],
  )
  const config = configs.find((name) => typeof name === 'string')
  if (!lines.includes(`"version": ${VERSION}`) || typeof config !== 'string') {
    throw broken(file, 'it is no JSON')
  }
  const entries = lines.filter((line) => line.startsWith('{"path":')).map((line) => parse(line))
  const isWiring = (value: unknown): boolean => isRecord(value) && Object.hasOwn(value, 'insertions')
  return { config, files: entries.filter((value) => !isWiring(value)), wirings: entries.filter(isWiring) }
}

function entryOf(file: string, value: unknown): ManifestEntry {
  if (!isRecord(value)) {
    throw broken(file, 'an entry of `files` is no object')
  }
  const [path = '', source = '', canonical = '', output = ''] = TEXT_FIELDS.map((name) => {
    const field = Object.hasOwn(value, name) ? value[name] : undefined
    if (typeof field !== 'string') {
      throw broken(file, `an entry of \`files\` lacks \`${name}\``)
    }
    return field
  })
  const { revision, state, lacks } = value
  if (typeof revision !== 'number' || !Number.isSafeInteger(revision) || revision < 0) {
    throw broken(file, `the \`revision\` of ${JSON.stringify(path)} is no whole number`)
  }
  if (state !== 'managed' && state !== 'ejected') {
    throw broken(file, `the \`state\` of ${JSON.stringify(path)} is neither 'managed' nor 'ejected'`)
  }
  if (!Array.isArray(lacks) || !lacks.every((id) => typeof id === 'string')) {
    throw broken(file, `the \`lacks\` of ${JSON.stringify(path)} is no list of ids`)
  }
  if (!isGeneratedPath(path)) {
    throw broken(file, `it names ${JSON.stringify(path)}, which is never generated`)
  }
  return { path, source, revision, canonical, output, state, lacks }
}

/** The value of a JSON text; null where it is none. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function raise(error: Error): never {
  throw error
}

function broken(
  file: string,
  why: string,
  hint = 'Restore it from version control, or delete it: files that are as they would be generated are adopted',
): GeneratorError {
  return new GeneratorError({ code: 'manifest-broken', message: `${file} cannot be read: ${why}`, hint })
}
