// docs/rules.md numbers what the emitted code promises, and titles of tests cite these numbers: each holds the other.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const RULES = readFileSync(join(ROOT, 'docs/rules.md'), 'utf8')
const numbers = new Set([...RULES.matchAll(/^\*\*(S-[A-Z]+\d+)\*\*(?!.*: not yet)/gm)].map(([, number = '']) => number))
const cited = new Map(
  ['templates', 'generator', 'fixtures']
    .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('node_modules'))
    .flatMap(({ parentPath, name }) =>
      [
        ...readFileSync(join(parentPath, name), 'utf8').matchAll(
          /^ *(?:(?:it|describe)\S*|\]\))\(.*?['`].*$|^ *\['S-.*$/gm,
        ),
      ].flatMap(([line]) => [...line.matchAll(/S-[A-Z]+\d+/g)].map(([number]) => [number, name] as const)),
    ),
)

it.each([...numbers])('rule %s is cited by a test', (number) => {
  expect([...cited.keys()]).toContain(number)
})

it.each([...cited])('rule %s, cited by %s, is there', (number) => {
  expect(numbers).toContain(number)
})
