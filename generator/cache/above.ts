// What stands above the folder of a run: in folders that others fill too, and that change all the time.
import { dirname, sep } from 'node:path'
import { packagesOf, placesOf } from './prettier-inputs.ts'
import { stateOf } from './state.ts'

/** The states of all that a run looks at there, by absolute path. */
export function lookAbove(folder: string): Readonly<Record<string, string>> {
  const packages = packagesOf(folder).filter((path) => !path.startsWith(`${folder}${sep}`))
  return Object.fromEntries([...placesOf(dirname(folder)), ...packages].map((path) => [path, stateOf(path)]))
}
