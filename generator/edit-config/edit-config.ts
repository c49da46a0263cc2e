// Edits a project's config: decides what is to become of it, edits its text, and reads what the text then says.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { findConfig, type LoadedConfig, loadConfig, loadText, missingConfig } from '../config/load.ts'
import { GeneratorError } from '../errors.ts'
import type { Project } from '../pipeline.ts'
import { readText } from '../reconcile/read-before.ts'
import type { Decision } from './change-backend.ts'
import { editedValue } from './config-edit.ts'
import { editText } from './edit-text.ts'

/** A config with its new text; nothing is written yet. */
export interface EditedConfig extends Decision {
  /** As it says then. */
  readonly loaded: LoadedConfig
  /** Its text on disk. */
  readonly before: string
  readonly text: string
}

/**
 * @param decide What is to become of a config with this value.
 * @throws {GeneratorError} `config-computed` where a place is more than a literal, or where more than that would change.
 */
export async function editConfig(
  { root, config }: Project,
  decide: (config: unknown) => Decision,
): Promise<EditedConfig> {
  const file = findConfig(root, config)
  if (file === null || !existsSync(join(root, file))) {
    throw missingConfig(file)
  }
  const { value } = await loadConfig(root, config)
  const before = readText(root, file) ?? ''
  const { edits, notes } = decide(value)
  const text = editText(file, before, edits)
  const loaded = await loadText(root, file, text)
  if (!isDeepStrictEqual(plainData(loaded.value), plainData(editedValue(value, edits)))) {
    throw new GeneratorError({
      code: 'config-computed',
      message: `${file} computes what it says: the edit would change something else, or nothing`,
      hint: 'Nothing was written. Edit it yourself, and run `npx create-session generate`',
    })
  }
  return { edits, notes, loaded, before, text }
}

/** Without prototypes, by which a config that was executed differs from one that was read. */
function plainData(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(plainData)
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plainData(inner)]))
    : value
}
