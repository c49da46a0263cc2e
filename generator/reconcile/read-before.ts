// Reads what was generated last, and what is on disk now.
import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { GeneratorError } from '../errors.ts'
import { pathInside } from '../write/inside.ts'
import { basePathOf, isBaseOf, type Manifest, parseManifest } from './manifest.ts'
import type { Before, NextFile } from './reconcile.ts'
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
  const entries = manifest?.files ?? []
  const base = new Map<string, string>()
  for (const entry of entries) {
    const text = read(root, posix.join(stateFolderOf(config), basePathOf(entry.path)))
    // A copy that someone changed is no base: without one, an edit stays an edit.
    if (text !== null && isBaseOf(entry, text)) {
      base.set(entry.path, normalised(text))
    }
  }
  const disk = new Map<string, string>()
  for (const { path } of [...next, ...entries]) {
    const text = read(root, path)
    if (text !== null) {
      disk.set(path, text)
    }
  }
  return { manifest, base, disk }
}

function readManifest(root: string, config: string): Manifest | null {
  const path = manifestPathOf(config)
  const text = read(root, path)
  const manifest = text === null ? null : parseManifest(path, text)
  if (manifest !== null && manifest.config !== config && read(root, manifest.config) !== null) {
    throw new GeneratorError({
      code: 'manifest-taken',
      message: `${path} belongs to ${manifest.config}`,
      hint: `Give each config a folder of its own, or describe several sessions in ${manifest.config}`,
    })
  }
  return manifest
}

/** The text of a file; null where there is none. */
function read(root: string, path: string): string | null {
  try {
    return readFileSync(pathInside(root, path), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ENOTDIR') {
      return null
    }
    throw error
  }
}
