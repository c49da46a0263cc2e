// Reads what was generated last, and what is on disk now.
import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { GeneratorError } from '../errors.ts'
import { findMarkers } from '../merge/markers.ts'
import { pathInside } from '../write/inside.ts'
import { basePathOf, isBaseOf, type ManifestReading, parseManifest } from './manifest.ts'
import type { Before, NextFile, Texts } from './reconcile.ts'
import { normalised } from './text.ts'

/** The folder of the manifest and the base copies, beside the config; from the project's root, with `/`. */
export function stateFolderOf(config: string): string {
  return posix.join(posix.dirname(config), '.sessions')
}

export function manifestPathOf(config: string): string {
  return posix.join(stateFolderOf(config), 'manifest.json')
}

/** What there was before this run; the formatter's view of it is for the caller to add. */
export function readBefore(
  root: string,
  config: string,
  next: readonly NextFile[],
): Pick<Before, 'manifest' | 'base' | 'disk'> {
  const manifest = readManifest(root, config)
  const paths = new Set([...next, ...(manifest?.files ?? [])].map(({ path }) => path))
  return {
    manifest,
    base: textsOf(paths, (path) => readBase(root, config, path)),
    disk: textsOf(paths, (path) => readText(root, path)),
  }
}

/** The manifest of a config; null where there is none. */
export function readManifest(root: string, config: string): ManifestReading | null {
  const path = manifestPathOf(config)
  const text = readText(root, path)
  if (text === null) {
    return null
  }
  const manifest = parseManifest(path, text, (entry) =>
    [readBase(root, config, entry.path), readText(root, entry.path)].some(
      (one) => one !== null && isBaseOf(entry, one),
    ),
  )
  if (manifest.config !== config && readText(root, manifest.config) !== null) {
    throw new GeneratorError({
      code: 'manifest-taken',
      message: `${path} belongs to ${manifest.config}`,
      hint: `Give each config a folder of its own, or describe several sessions in ${manifest.config}`,
    })
  }
  return manifest
}

/**
 * The copy of what was generated last, normalised. One that the manifest does not vouch for proves nothing, but still helps to
 * merge; one in which version control left conflict markers does not.
 */
function readBase(root: string, config: string, path: string): string | null {
  const text = readText(root, posix.join(stateFolderOf(config), basePathOf(path)))
  return text === null || findMarkers(normalised(text)) !== null ? null : normalised(text)
}

function textsOf(paths: Iterable<string>, read: (path: string) => string | null): Texts {
  return new Map(
    [...paths].flatMap((path) => {
      const text = read(path)
      return text === null ? [] : [[path, text] as const]
    }),
  )
}

/**
 * The text of a file of the project; null where there is none.
 *
 * @throws {GeneratorError} `not-text` for bytes that are no UTF-8: writing them back would change them.
 */
export function readText(root: string, path: string): string | null {
  try {
    const bytes = readFileSync(pathInside(root, path))
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // Of a folder in the place of a file, writing says what to do.
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') {
      return null
    }
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      throw new GeneratorError({
        code: 'not-text',
        message: `${path} is not UTF-8`,
        hint: 'Save it as UTF-8, or move it away, and run again',
        cause: error,
      })
    }
    throw error
  }
}
