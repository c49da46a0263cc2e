#!/usr/bin/env node
// The command line: answers what needs nothing at once, and loads the rest only when it is asked for.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../generator/emit/read-template.ts'

const args = process.argv.slice(2)

if (args.length === 1 && args[0] === '--version') {
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
    readonly version: string
  }
  console.log(version)
} else {
  const { main } = await import('../generator/cli/main.ts')
  process.exitCode = await main(args)
}
