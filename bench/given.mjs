// What each bench is started with.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

/** @returns The values of the options. `--help` prints the usage, and ends. */
export function given(usage, options) {
  const { values } = parseArgs({ options: { ...options, help: { type: 'boolean', default: false } } })
  if (values.help) {
    console.log(usage)
    process.exit()
  }
  return values
}

/** Ends with 2 where the packages of a bench are not installed. */
export function requirePackages(folder, name) {
  if (!existsSync(join(folder, 'node_modules'))) {
    console.error(`The others are not installed: npm ci --prefix ${name} --ignore-scripts`)
    process.exit(2)
  }
}
