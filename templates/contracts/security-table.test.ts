// docs/security.md and docs/requirements.md say what becomes of each bad input and requirement: held against the tests.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { textsIn } from './cited-tests.ts'

const ROOT = join(import.meta.dirname, '../..')
const DOCS = join(ROOT, 'docs')
const TEST = /^\[([\w.-]+)\]\((\.\.\/[\w./-]+)\): `([^`]+)`$/
const REASON = /^(?:Not here|Not met): ./

interface Row {
  readonly number: number
  /** What the last cell says: tests, or why there is none. */
  readonly tests: string
}

/** Each table of a page, by the word that the first cell of its head has. */
function rowsOf(page: string, word: string): readonly Row[] {
  const rows: Row[] = []
  let head = ''
  for (const line of readFileSync(join(DOCS, page), 'utf8').split('\n')) {
    const cells = line.split(' | ')
    head = /^\| [a-z]/.test(line) ? (cells[0]?.slice(2) ?? '') : head
    const number = /^\| (\d+)$/.exec(cells[0] ?? '')?.[1]
    if (head === word && number !== undefined) {
      rows.push({ number: Number(number), tests: (cells.at(-1) ?? '').replace(/ \|$/, '') })
    }
  }
  return rows
}

/** The titles of tests that begin with such a number, with their file. */
const titles = ['templates', 'generator'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter(({ name, parentPath }) => name.endsWith('.ts') && /contracts|bad-inputs/.test(parentPath))
    .flatMap(({ name, parentPath }) =>
      [...textsIn(join(parentPath, name))].flatMap((title) =>
        /^(?:(?:bad input|requirement|regression) \d+ )+/.test(title) ? [{ name, title }] : [],
      ),
    ),
)

describe.each([
  ['security.md', 'line', 'bad input', 233],
  ['requirements.md', 'requirement', 'requirement', 98],
  ['requirements.md', 'regression', 'regression', 103],
] as const)('docs/%s, each %s', (page, word, prefix, count) => {
  const rows = rowsOf(page, word)

  it('has one row, in order', () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: count }, (_, index) => index + 1))
  })

  it.each(rows)('$number names tests that are there, or says why there is none', ({ tests }) => {
    if (REASON.test(tests)) {
      return
    }
    for (const cited of tests.split('<br>')) {
      const [, name = '', link = '', title = ''] = TEST.exec(cited) ?? expect.fail(`this names no test: ${cited}`)
      const path = join(DOCS, link)
      expect(existsSync(path) && textsIn(path).has(title), `${name} has no test '${title}'`).toBe(true)
    }
  })

  it('that a test says it proves names that test', () => {
    const found = titles.flatMap(({ name, title }) =>
      [...title.matchAll(new RegExp(`${prefix} (\\d+) `, 'g'))].map(([, number]) => ({
        number: Number(number),
        name,
        title,
      })),
    )
    expect(found.length).toBeGreaterThan(1)
    const isNamed = ({ number, name, title }: (typeof found)[number]): boolean =>
      rows.some((row) => row.number === number && row.tests.includes(`[${name}]`) && row.tests.includes(`\`${title}\``))
    expect(found.filter((entry) => !isNamed(entry))).toEqual([])
  })
})
