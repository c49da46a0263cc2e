// Finds what the build has stored of a module; a checkout of this package has nothing stored, and asks the compiler.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Prepared } from './prepared.ts'

/** What is stored of a module of this text; null if nothing is. */
export type PreparedOf = (source: string, text: string) => Prepared | null

/** Where the build stores it, beside the compiled code: one file for each module. */
export const PREPARED_FOLDER: URL = new URL('./modules/', import.meta.url)

export function fileOfPrepared(source: string, folder: URL = PREPARED_FOLDER): URL {
  return new URL(`${source.replaceAll('/', '+')}.json`, folder)
}

/** @param folder Where it is stored. */
export function preparedIn(folder: URL): PreparedOf {
  return (source, text) => {
    const stored = textOf(fileOfPrepared(source, folder))
    const prepared = stored === null ? null : (JSON.parse(stored) as Prepared)
    return prepared?.hash === hashOfTemplate(text) ? prepared : null
  }
}

export const readPrepared: PreparedOf = preparedIn(PREPARED_FOLDER)

/** SHA-256, base64url. */
export function hashOfTemplate(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

function textOf(file: URL): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return null
    }
    throw error
  }
}
