// What docs say of tests, held against the tests.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { textsIn } from '../templates/contracts/cited-tests.ts'
import { packageRoot } from './emit/read-template.ts'

const DOCS = join(packageRoot(), 'docs')
const CITED = /\[[\w.-]+\]\((\.\.\/[\w./-]+)\): `([^`]+)`/g

describe.each([
  ['generators.md', 30],
  ['generator-security.md', 11],
  ['peers.md', 24],
])('docs/%s', (name, count) => {
  const text = readFileSync(join(DOCS, name), 'utf8')
  const rows = text.split('\n').filter((line) => /^\| +\d+ +\|/.test(line))

  it('has a row for each number, in order', () => {
    expect(rows.map((row) => Number(/\d+/.exec(row)?.[0]))).toEqual(Array.from({ length: count }, (_, at) => at + 1))
  })

  it.each(rows.map((row) => [/\d+/.exec(row)?.[0], row] as const))('names for %s tests that are there', (_, row) => {
    const cited = [...row.matchAll(CITED)]
    expect(cited.length).toBeGreaterThan(0)
    for (const [, link = '', title = ''] of cited) {
      const path = join(DOCS, link)
      expect(existsSync(path), link).toBe(true)
      expect([...textsIn(path)], `${link} has no test '${title}'`).toContain(title)
    }
  })
})

it('README.md counts the files that its example makes', () => {
  const counted = /^\d+ files created\.$/m
  const [shown] = counted.exec(readFileSync(join(DOCS, '../README.md'), 'utf8')) ?? []
  const [made] = counted.exec(readFileSync(join(DOCS, '../snapshots/cli/scaffold-wired.txt'), 'utf8')) ?? []
  expect(shown).toBeDefined()
  expect(shown).toBe(made)
})
