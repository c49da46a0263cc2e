// S-C1: each folder of fixtures/errors is a project with an invalid config, and what is said of it.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { generate } from '../cli/commands/generate.ts'
import { printFailure } from '../cli/failure.ts'
import { prepare } from '../pipeline.ts'

const FOLDER = join(import.meta.dirname, '../../fixtures/errors')

/** Cases of the reference implementation that a folder shows. */
const CASES: Readonly<Record<string, string>> = {
  'key-empty': 'case 3',
  'key-too-long': 'case 3',
  'wrong-numbers': 'case 4, case 14',
  'wrong-words': 'case 6',
  'cookie-rules': 'case 7',
  'key-not-a-token': 'case 8',
  'key-is-an-attribute': 'case 8',
  'unknown-fields': 'case 9',
  'exclude-patterns': 'case 10',
}

it.each(readdirSync(FOLDER).map((name) => [CASES[name] ?? '', name]))('S-C1 %s %s', async (_, name) => {
  const root = join(FOLDER, name)
  const lines: string[] = []
  const print = (line: string): unknown => lines.push(line)
  const terminal = { out: print, err: print, isInteractive: false, hasColours: false }

  const error: unknown = await prepare({ root }).then(
    () => null,
    (reason: unknown) => reason,
  )
  const exitCode = printFailure(error, { command: generate, asJson: false }, terminal)

  await expect(`${lines.join('\n')}\nexit ${exitCode}\n`).toMatchFileSnapshot(join(root, 'expected.txt'))
})
