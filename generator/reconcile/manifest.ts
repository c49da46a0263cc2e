// What was generated last: `.sessions/manifest.json`, committed beside the config, one line a file.
import { posix } from 'node:path'
import { GeneratorError } from '../errors.ts'
import { hashOf } from './text.ts'

/** One generated file. Hashes are SHA-256 of normalised text, base64url. */
export interface ManifestEntry {
  /** From the project's root, with `/`. */
  readonly path: string
  /** The template it came from, below `templates/`. */
  readonly source: string
  /** Hash of that template's text. */
  readonly revision: string
  /** Hash of the generated text before it was formatted. */
  readonly canonical: string
  /** Hash of the generated text as it was formatted. */
  readonly output: string
}

export interface Manifest {
  /** The config that the files come from, from the project's root, with `/`. */
  readonly config: string
  /** Sorted by path. */
  readonly files: readonly ManifestEntry[]
}

const VERSION = 1
const FIELDS = ['path', 'source', 'revision', 'canonical', 'output'] as const
/** What is ever generated; nothing else is deleted or replaced, whatever a manifest says. */
const GENERATED = /^(README\.md|\.env\.example|[\w.-]+\.(ts|mts|js|mjs|sql))$/

/** The text of a manifest: sorted, without time, version of the generator or absolute path. */
export function printManifest(manifest: Manifest): string {
  const files = manifest.files.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  const lines = files.map(
    (file) => `    ${JSON.stringify(Object.fromEntries(FIELDS.map((name) => [name, file[name]])))}`,
  )
  const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`
  return `{\n  "version": ${VERSION},\n  "config": ${JSON.stringify(manifest.config)},\n  "files": ${list}\n}\n`
}

/**
 * @param file Where the text stands, for errors.
 * @throws {GeneratorError} `manifest-broken` for anything that was not printed here.
 */
export function parseManifest(file: string, text: string): Manifest {
  const value = parse(file, text)
  if (!isRecord(value) || value['version'] !== VERSION) {
    throw broken(file, 'it has another version than this one writes', 'Update create-session')
  }
  const { config, files } = value
  if (typeof config !== 'string' || !Array.isArray(files)) {
    throw broken(file, 'it lacks `config` or `files`')
  }
  const entries = files.map((entry) => entryOf(file, entry))
  const paths = entries.map(({ path }) => path)
  const twice = paths.toSorted().find((path, index, sorted) => path === sorted[index + 1])
  if (twice !== undefined) {
    throw broken(file, `it names ${JSON.stringify(twice)} twice`)
  }
  return { config, files: entries }
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

function entryOf(file: string, value: unknown): ManifestEntry {
  if (!isRecord(value)) {
    throw broken(file, 'an entry of `files` is no object')
  }
  const fields = FIELDS.map((name) => {
    const field = value[name]
    if (typeof field !== 'string') {
      throw broken(file, `an entry of \`files\` lacks \`${name}\``)
    }
    return [name, field] as const
  })
  const entry = Object.fromEntries(fields) as unknown as ManifestEntry
  if (!isGeneratedPath(entry.path)) {
    throw broken(file, `it names ${JSON.stringify(entry.path)}, which is never generated`)
  }
  return entry
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw /^(<{7}|>{7}) /m.test(text)
      ? broken(file, 'it has conflict markers', 'Resolve them, then run `npx create-session generate`', cause)
      : broken(file, 'it is no JSON', undefined, cause)
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function broken(
  file: string,
  why: string,
  hint = 'Restore it from version control, or delete it: files that are as they would be generated are adopted',
  cause?: unknown,
): GeneratorError {
  return new GeneratorError({ code: 'manifest-broken', message: `${file} cannot be read: ${why}`, hint, cause })
}
