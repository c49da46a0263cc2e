#!/usr/bin/env node
// The command line: answers what needs nothing at once, and loads the rest only when it is asked for.
import { readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { quickAnswer } from '../generator/cli/quick-answer.ts'
import { packageRoot } from '../generator/emit/read-template.ts'

const STANDARD_OUTPUT = 1

const args = process.argv.slice(2)
const root = packageRoot()
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string }
const answer = await quickAnswer(args, { root, version })

if (answer !== null) {
  print(answer)
} else {
  const { run } = await import('../generator/cli/run.ts')
  process.exitCode = await run(args, { root, version })
}

/** Without a stream, as long as whoever reads keeps up. */
function print(text: string): void {
  let bytes = Buffer.from(text)
  try {
    while (bytes.length > 0) {
      bytes = bytes.subarray(writeSync(STANDARD_OUTPUT, bytes))
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EAGAIN') {
      process.stdout.write(bytes)
    } else if (code !== 'EPIPE') {
      throw error
    }
  }
}
