// The names that generated files can have: what is called otherwise was never generated, whatever a manifest says.
import { posix } from 'node:path'
import { backends, targets } from '../../templates/registry.ts'
import { chooseModules } from './runtime-modules.ts'
import { testingModules } from './testing.ts'

let names: ReadonlySet<string> | undefined

/** @param path From the project's root, with `/`. */
export function isEmittedName(path: string): boolean {
  names ??= namesOfAll()
  const name = posix.basename(path)
  return names.has(name) || names.has(name.replace(/(-types\.d)?\.m?[jt]s$/, ''))
}

function namesOfAll(): ReadonlySet<string> {
  const modules = targets.flatMap((target) =>
    backends.flatMap((backend) => {
      const options = backend.options.parse({})
      const { tests, kit, both } = testingModules(target, backend, options)
      return [...chooseModules(target, backend, options).modules, ...tests, ...kit, ...both]
    }),
  )
  return new Set([
    'index',
    'session-data',
    'sessions-table',
    'README.md',
    '.env.example',
    ...modules.map(({ name }) => name),
  ])
}
