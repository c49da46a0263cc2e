// Reads a template's text from this package: beside the sources in the repository, beside `dist/` when installed.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** @param source Path below `templates/`. */
export function readTemplate(source: string): string {
  return readFileSync(join(packageRoot(), 'templates', source), 'utf8').replaceAll('\r\n', '\n')
}

/** The folder of this package's package.json. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) {
    folder = dirname(folder)
  }
  return folder
}
