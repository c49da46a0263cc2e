import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { advisories } from '../../templates/advisories.ts'
import { packageRoot } from '../emit/read-template.ts'
import type { Change, ChangeKind, ChangeReason } from '../reconcile/change.ts'
import { CAUSES } from './causes.ts'
import { exitCodeOf, type Finding, findingsOf, type Inspected } from './findings.ts'
import { quoted, remediesFor } from './remedies.ts'

const REMEDIES = remediesFor([])
const [ADVISORY = expect.unreachable()] = advisories
const CONFLICT = { line: 7, yours: 'a\n', base: 'b\n', generated: 'c\n', why: 'both-changed' } as const

function change(kind: ChangeKind, reason: ChangeReason, more: Partial<Change> = {}): Change {
  const texts = { disk: 'a\n', next: 'a\n', base: 'a\n', generated: 'a\n' }
  return { kind, reason, path: 'src/a.ts', ...texts, conflicts: [], line: null, advisories: [], ...more }
}

function found(changes: readonly Change[], more: Partial<Inspected> = {}): readonly Finding[] {
  const run = { config: 'sessions.config.ts', changes, wirings: [], isInterrupted: false, warnings: [] }
  return findingsOf({ ...run, ...more }, REMEDIES)
}

describe('a change', () => {
  it.each<[kind: ChangeKind, reason: ChangeReason, more: Partial<Change>, cause: string | null, code: number]>([
    ['same', 'in-sync', {}, null, 0],
    ['same', 'line-endings', {}, 'line-endings', 0],
    ['create', 'new', { disk: null }, 'missing', 2],
    ['create', 'missing', { disk: null }, 'missing', 2],
    ['keep', 'deleted-by-you', { disk: null }, 'deleted-by-you', 0],
    ['replace', 'config-changed', {}, 'config-changed', 2],
    ['merge', 'config-changed', {}, 'config-changed', 2],
    ['replace', 'template-revised', {}, 'template-revised', 2],
    ['merge', 'template-revised', {}, 'template-revised', 2],
    ['replace', 'formatting', {}, 'formatting', 0],
    ['keep', 'formatting', {}, 'formatting', 0],
    ['keep', 'edited', {}, 'edited', 0],
    ['keep', 'ejected', {}, null, 0],
    ['delete', 'stale', { generated: null }, 'orphan', 2],
    ['orphan', 'stale-and-edited', { generated: null }, 'orphan', 2],
    ['conflict', 'config-changed', { conflicts: [CONFLICT] }, 'conflict', 3],
    ['conflict', 'template-revised', { conflicts: [CONFLICT] }, 'conflict', 3],
    ['refuse', 'conflict-markers', { line: 3 }, 'conflict-markers', 3],
    ['refuse', 'not-generated', {}, 'not-generated', 3],
  ])('%s for the reason %s is found as it is', (kind, reason, more, cause, code) => {
    const findings = found([change(kind, reason, more)])

    expect(findings.map((finding) => finding.cause)).toEqual(cause === null ? [] : [cause])
    expect(exitCodeOf(findings)).toBe(code)
  })

  it('that collides in several places is found at each', () => {
    const conflicts = [CONFLICT, { ...CONFLICT, line: 20 }]

    expect(found([change('conflict', 'config-changed', { conflicts })]).map(({ line }) => line)).toEqual([7, 20])
  })

  it('of yours is found at its first line', () => {
    const edited = change('keep', 'edited', { base: 'a\nb\nc\n', disk: 'a\r\nB\r\nc\r\n' })

    expect(found([edited])).toMatchObject([{ cause: 'edited', line: 2 }])
  })
})

describe('a security fix that a file lacks', () => {
  it.each<[ChangeKind, ChangeReason, Partial<Change>, code: number, remedy: string]>([
    ['replace', 'template-revised', {}, 2, 'it brings the fix, and keeps your edits'],
    ['merge', 'template-revised', {}, 2, 'it brings the fix, and keeps your edits'],
    ['keep', 'edited', {}, 2, 'Put the fix in by hand'],
    ['same', 'in-sync', {}, 2, 'Put the fix in by hand'],
    ['conflict', 'template-revised', { conflicts: [CONFLICT] }, 3, 'See all three texts'],
    ['keep', 'ejected', {}, 0, 'Put the fix in by hand'],
  ])('is drift for %s, %s, and is told with its remedy', (kind, reason, more, code, remedy) => {
    const findings = found([change(kind, reason, { ...more, advisories: [ADVISORY] })])
    const lacked = findings.find(({ cause }) => cause === 'security-fix')

    expect(lacked).toMatchObject({ advisory: ADVISORY, message: expect.stringContaining(ADVISORY.id) })
    expect(lacked?.remedy).toContain(remedy)
    expect(exitCodeOf(findings)).toBe(code)
  })

  it('is a warning, and no drift, in an ejected file', () => {
    expect(found([change('keep', 'ejected', { advisories: [ADVISORY] })])).toMatchObject([{ severity: 'warning' }])
  })
})

describe('what wires the code in', () => {
  const record = { path: 'src/app.ts', session: null, output: 'src/sessions', driver: null, insertions: [] }

  it('is found where it is gone, with what to read', () => {
    const findings = found([], { wirings: [{ state: { kind: 'gone', path: 'src/app.ts', record }, next: null }] })

    expect(findings).toMatchObject([{ cause: 'wiring-gone', path: 'src/app.ts', severity: 'error' }])
    expect(findings[0]?.remedy).toContain('src/sessions/README.md')
    expect(exitCodeOf(findings)).toBe(2)
  })

  it('is found where a person has to change it, with the lines in one', () => {
    const state = { kind: 'outdated', path: 'src/app.ts', line: 9, record, why: 'folder' } as const
    const next = { kind: 'unable', why: 'it is called twice', paste: 'a\n  b\n', where: 'in src/app.ts' } as const

    expect(found([], { wirings: [{ state, next }] })).toMatchObject([
      { cause: 'wiring-gone', line: 9, remedy: 'By hand: in src/app.ts, put a b' },
    ])
  })

  it('is no finding where it is as it should be, or is changed by a run', () => {
    const state = { kind: 'found', path: 'src/app.ts', line: 9, record } as const

    expect(found([], { wirings: [{ state, next: null }] })).toEqual([])
  })
})

describe('a run', () => {
  it('that was interrupted is drift', () => {
    const findings = found([], { isInterrupted: true })

    expect(findings).toMatchObject([{ cause: 'interrupted', path: 'sessions.config.ts', severity: 'error' }])
    expect(exitCodeOf(findings)).toBe(2)
  })

  it('whose config is doubtful warns, at the line, and does not fail', () => {
    const where = { file: 'sessions.config.ts', line: 4, column: 3 }
    const findings = found([], { warnings: [{ where, message: 'maxAge: long' }] })

    expect(findings).toMatchObject([{ cause: 'config-warning', line: 4, severity: 'warning' }])
    expect(exitCodeOf(findings)).toBe(0)
  })

  it('says of every finding in one line what to do', () => {
    const findings = [
      ...found([change('replace', 'config-changed'), change('refuse', 'not-generated')], { isInterrupted: true }),
      ...found([change('keep', 'edited', { advisories: [ADVISORY] }), change('delete', 'stale')]),
    ]

    findings.forEach(({ remedy }) => expect(remedy).toMatch(/^[A-Z][^\n]{10,}$/))
  })
})

describe('remedies', () => {
  it('name the project that they are for', () => {
    expect(remediesFor(['--cwd', 'packages/api']).generate).toBe('Run `npx create-session generate --cwd packages/api`')
  })

  it.each([
    ['src/a.ts', 'src/a.ts'],
    ['src/my file.ts', `'src/my file.ts'`],
    ['$(touch owned)', `'$(touch owned)'`],
    [`it's`, `'it'\\''s'`],
    ['`id`;', "'`id`;'"],
    ['', `''`],
  ])('quote what a shell would obey: %s', (word, expected) => {
    expect(quoted(word)).toBe(expected)
  })
})

it('every cause has a title and a meaning of its own', () => {
  const facts = Object.values(CAUSES)

  expect(new Set(facts.map(({ title }) => title)).size).toBe(facts.length)
  facts.forEach(({ meaning }) => expect(meaning).toMatch(/^[A-Z].*\.$/))
})

it('the table of docs/check.md is what the causes say', () => {
  const page = readFileSync(join(packageRoot(), 'docs/check.md'), 'utf8')
  const rows = [...page.matchAll(/^\| `([a-z-]+)` +\| (\w+) +\| (.+?) +\|$/gm)].map(([, ...cells]) => cells)

  expect(rows).toEqual(Object.entries(CAUSES).map(([cause, { verdict, meaning }]) => [cause, verdict, meaning]))
})

it('the workflow of docs/ci.md is the one that is written', () => {
  const page = readFileSync(join(packageRoot(), 'docs/ci.md'), 'utf8')
  const written = readFileSync(join(packageRoot(), 'fixtures/workflows/npm/sessions.yml'), 'utf8')

  expect(page).toContain(`\`\`\`yaml\n${written.replace(/^#.*\n/, '')}\`\`\``)
})
