// docs/conformance.md says which case of the reference implementation is which test: here is what it says held against the tests.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { textsIn } from './cited-tests.ts'

const DOCS = join(import.meta.dirname, '../../docs')
const CASES = 134
const ROW = /^\| (\d+) \| (?:KEEP|FIX|QUIRK) \| .+ \| .+ \| (.+) \|$/
const TEST = /^\[([\w.-]+)\]\((\.\.\/[\w./-]+)\): `([^`]+)`$/

interface Row {
  readonly number: number
  readonly tests: string
}

const rows: readonly Row[] = readFileSync(join(DOCS, 'conformance.md'), 'utf8')
  .split('\n')
  .map((line) => ROW.exec(line))
  .filter((match) => match !== null)
  .map(([, number, tests = '']) => ({ number: Number(number), tests }))

it('each case has a row, in order', () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: CASES }, (_, index) => index + 1))
})

it.each(rows)('case $number names tests that are there, or says why there is none', ({ tests }) => {
  if (tests.startsWith('Not here: ')) {
    return
  }
  for (const cited of tests.split('<br>')) {
    const [, name = '', link = '', title = ''] = TEST.exec(cited) ?? expect.fail(`this names no test: ${cited}`)
    const path = join(DOCS, link)
    // The titles of this one are the names of folders.
    const isThere =
      name === 'errors.test.ts'
        ? existsSync(join(DOCS, '../fixtures/errors', title, 'expected.txt'))
        : existsSync(path) && textsIn(path).has(title)
    expect(isThere, `${name} has no test '${title}'`).toBe(true)
  }
})
