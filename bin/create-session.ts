#!/usr/bin/env node
// The command line: answers what needs nothing at once, and loads the rest only when it is asked for.
import { readFileSync } from 'node:fs'

const args = process.argv.slice(2)

if (args.length === 1 && args[0] === '--version') {
  // Beside `bin` in the repository, beside `dist` in the package.
  const folder = import.meta.url.endsWith('.ts') ? '..' : '../..'
  const { version } = JSON.parse(readFileSync(new URL(`${folder}/package.json`, import.meta.url), 'utf8')) as {
    readonly version: string
  }
  console.log(version)
} else {
  const { main } = await import('../generator/cli/main.ts')
  process.exitCode = await main(args)
}
