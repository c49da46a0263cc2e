// Where the project's own Prettier is.
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** The path of its main module; null where the project has none. */
export function findPrettier(root: string): string | null {
  try {
    return createRequire(join(root, 'package.json')).resolve('prettier')
  } catch {
    return null
  }
}
