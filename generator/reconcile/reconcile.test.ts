import { describe, expect, it } from 'vitest'
import { advisories } from '../../templates/advisories.ts'
import { BASE, COLLIDING, decisions, type Decision, EDITED, NEXT, PATH } from '../../fixtures/merges/decisions.ts'
import { isWritten } from './change.ts'
import type { ManifestEntry } from './manifest.ts'
import { type Before, type NextFile, reconcile, type Reconciliation } from './reconcile.ts'
import { hashOf } from './text.ts'

const SOURCE = 'runtime/record-changes.ts'

/** A formatter that knows about spaces alone. */
const tidied = (text: string): string => text.replaceAll('\r\n', '\n').replaceAll(/ {2,}/g, ' ')

function run(given: Decision, lacks: readonly string[] = []): Reconciliation {
  const { base, baseCopy = base, disk, next, path = PATH, source = SOURCE, isRevised, isSameCanonical, policy } = given
  const { hasBaseCopy = true, hasEntry = true, state = 'managed' } = given
  const entries: ManifestEntry[] =
    base === undefined || !hasEntry
      ? []
      : [{ path, source, revision: 1, canonical: hashOf(`raw ${base}`), output: hashOf(base), state, lacks }]
  const copies = baseCopy !== undefined && hasBaseCopy ? [[path, baseCopy] as const] : []
  const before: Before = {
    manifest: hasEntry ? { config: 'sessions.config.ts', files: entries, wirings: [], isMended: false } : null,
    base: new Map(copies),
    disk: new Map(disk === undefined ? [] : [[path, disk]]),
    tidyBase: new Map(copies.map(([at, text]) => [at, tidied(text)])),
    tidyDisk: new Map(disk === undefined ? [] : [[path, tidied(disk)]]),
    isEmittedName: (name) => name !== 'src/app.ts',
  }
  const file: NextFile = {
    path,
    text: next ?? '',
    source,
    revision: isRevised === true ? 2 : 1,
    canonical: hashOf(`raw ${isSameCanonical === true ? base : next}`),
  }
  return reconcile(before, next === undefined ? [] : [file], policy)
}

describe('reconcile', () => {
  it.each(decisions.map(([title, given, expected, written]) => ({ title, given, expected, written })))(
    '$title',
    ({ given, expected, written }) => {
      const [change] = run(given).changes

      expect(`${change?.kind} ${change?.reason}`).toBe(expected)
      expect(change !== undefined && isWritten(change) ? change.next : undefined).toBe(written)
    },
  )

  it('shows the three texts of a conflict', () => {
    const [change] = run({ base: BASE, disk: COLLIDING, next: NEXT }).changes

    expect(change?.conflicts).toEqual([
      { line: 5, yours: 'const c = 5\n', base: 'const c = 3\n', generated: 'const c = 4\n', why: 'both-changed' },
    ])
  })

  it('names the line of conflict markers', () => {
    const disk = `${BASE}<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> main\n`

    expect(run({ base: BASE, disk, next: NEXT }).changes[0]?.line).toBe(6)
  })

  it('forgets a stale file that is gone', () => {
    expect(run({ base: BASE })).toEqual({ changes: [], files: [], base: new Map() })
  })

  it('writes back the line ends of the file on disk', () => {
    const [change] = run({ base: BASE, disk: BASE.replaceAll('\n', '\r\n'), next: NEXT }).changes

    expect(change?.next).toBe(NEXT.replaceAll('\n', '\r\n'))
  })

  it('heals an entry: what is as it would be generated is recorded, whatever the entry said', () => {
    const { files, base } = run({ base: BASE, disk: NEXT, next: NEXT })

    expect(files[0]?.output).toBe(hashOf(NEXT))
    expect(base.get(PATH)).toBe(NEXT)
  })

  it('keeps the base that an edit was made on', () => {
    const { files, base } = run({ base: BASE, disk: EDITED, next: BASE })

    expect(files[0]?.output).toBe(hashOf(BASE))
    expect(base.get(PATH)).toBe(BASE)
  })

  it.each<[string, Decision]>([
    ['merged', { base: BASE, disk: EDITED, next: NEXT }],
    ['settled by conflict markers', { base: BASE, disk: COLLIDING, next: NEXT, policy: 'markers' }],
    ['settled by your lines', { base: BASE, disk: COLLIDING, next: NEXT, policy: 'ours' }],
  ])('takes what is new for the base of what it %s: it does not come up again', (_, given) => {
    const { files, base } = run(given)

    expect(files[0]?.output).toBe(hashOf(NEXT))
    expect(base.get(PATH)).toBe(NEXT)
  })

  it('keeps of an ejected file the entry, and no copy', () => {
    const { files, base } = run({ base: BASE, disk: EDITED, next: NEXT, state: 'ejected' })

    expect(files.map(({ state, output }) => ({ state, output }))).toEqual([{ state: 'ejected', output: hashOf(BASE) }])
    expect(base.size).toBe(0)
  })

  it('says nothing of an ejected file that is generated no more', () => {
    expect(run({ base: BASE, disk: EDITED, state: 'ejected' })).toEqual({ changes: [], files: [], base: new Map() })
  })
})

describe('several files', () => {
  const nothing = { base: new Map(), disk: new Map(), tidyBase: new Map(), tidyDisk: new Map() }
  const file = (path: string, text = NEXT): NextFile => ({ path, text, source: SOURCE, revision: 1, canonical: 'raw' })
  const entryOf = (path: string, output = BASE, source = SOURCE): ManifestEntry => ({
    path,
    source,
    revision: 1,
    canonical: 'raw before',
    output: hashOf(output),
    state: 'managed',
    lacks: [],
  })
  const generatedBefore = (...files: readonly ManifestEntry[]): Before['manifest'] => ({
    config: 'sessions.config.ts',
    files,
    wirings: [],
    isMended: false,
  })

  it('are told in the order of their paths, those that are generated no more among them', () => {
    const [a, b, d] = ['src/sessions/a.ts', 'src/sessions/b.ts', 'src/sessions/d.ts']
    const gone = [b, d].map((path) => entryOf(path))
    const texts = new Map([b, d].map((path) => [path, BASE]))
    const before = {
      ...nothing,
      manifest: generatedBefore(...gone),
      disk: texts,
      base: texts,
      isEmittedName: () => true,
    }
    const { changes, files } = reconcile(before, [file('src/sessions/c.ts'), file(a)])
    expect(changes.map(({ kind, path }) => `${kind} ${path.at(-4)}`)).toEqual([
      'create a',
      'delete b',
      'create c',
      'delete d',
    ])
    expect(files.map(({ path }) => path)).toEqual(['src/sessions/c.ts', a])
  })

  it('that are generated no more say what was on disk, and what was generated', () => {
    const paths = ['a.ts', 'b.sql'] as const
    const before = {
      ...nothing,
      manifest: generatedBefore(entryOf('a.ts'), entryOf('b.sql', BASE, 'backends/mysql/0001_create_sessions.sql.hbs')),
      disk: new Map(paths.map((path) => [path, EDITED])),
      base: new Map(paths.map((path) => [path, BASE])),
      isEmittedName: () => true,
    }
    const facts = { disk: EDITED, next: null, base: BASE, generated: null, conflicts: [], line: null, advisories: [] }
    expect(reconcile(before, []).changes).toEqual([
      { kind: 'orphan', reason: 'stale-and-edited', path: 'a.ts', ...facts },
      { kind: 'orphan', reason: 'written-once', path: 'b.sql', ...facts },
    ])
  })

  it('that are new carry what is written, and nothing else', () => {
    const { changes, files } = reconcile({ ...nothing, manifest: null, isEmittedName: () => true }, [file('a.ts')])
    expect(changes).toEqual([
      {
        kind: 'create',
        reason: 'new',
        path: 'a.ts',
        disk: null,
        next: NEXT,
        base: null,
        generated: NEXT,
        conflicts: [],
        line: null,
        advisories: [],
      },
    ])
    expect(files).toEqual([
      {
        path: 'a.ts',
        source: SOURCE,
        revision: 1,
        canonical: 'raw',
        output: hashOf(NEXT),
        state: 'managed',
        lacks: [],
      },
    ])
  })

  it('by another template of the same path were not revised, but changed', () => {
    const text = new Map([['a.ts', BASE]])
    const before = {
      ...nothing,
      manifest: generatedBefore({ ...entryOf('a.ts'), source: 'runtime/other.ts', revision: 7 }),
      disk: text,
      base: text,
      isEmittedName: () => true,
    }
    expect(reconcile(before, [file('a.ts')]).changes[0]).toMatchObject({ kind: 'replace', reason: 'config-changed' })
  })

  it('that were edited, with nothing new, take source and revision of now, and keep their base', () => {
    const entry = { ...entryOf('a.ts'), canonical: 'raw', source: 'runtime/other.ts', revision: 7 }
    const before = {
      ...nothing,
      manifest: generatedBefore(entry),
      disk: new Map([['a.ts', EDITED]]),
      base: new Map([['a.ts', BASE]]),
      isEmittedName: () => true,
    }
    const { files, base } = reconcile(before, [file('a.ts', BASE)])
    expect(files).toEqual([{ ...entry, source: SOURCE, revision: 1 }])
    expect(base.get('a.ts')).toBe(BASE)
  })
})

it('an edit keeps the base that it was made on, though the formatter would break its lines differently now', () => {
  const spaced = BASE.replaceAll(' = ', '  =  ')
  const { changes, files, base } = run({ base: BASE, disk: EDITED, next: spaced, isSameCanonical: true })
  expect(changes[0]).toMatchObject({ kind: 'keep', reason: 'edited' })
  expect(files[0]?.output).toBe(hashOf(BASE))
  expect(base.get(PATH)).toBe(BASE)
})

describe('a security fix', () => {
  const [fix] = advisories
  const lacking = (given: Decision, lacks?: readonly string[]): readonly (string | undefined)[] =>
    run(given, lacks).changes.flatMap((change) => change.advisories.map(({ id }) => id))

  it.each<[string, Decision]>([
    ['an untouched file', { base: BASE, disk: BASE, next: NEXT, isRevised: true }],
    ['an edited file', { base: BASE, disk: EDITED, next: NEXT, isRevised: true }],
    ['a file whose edit collides with it', { base: BASE, disk: COLLIDING, next: NEXT, isRevised: true }],
    ['an ejected file', { base: BASE, disk: EDITED, next: NEXT, isRevised: true, state: 'ejected' }],
  ])('that %s lacks is named', (_, given) => {
    expect(lacking(given)).toEqual([fix?.id])
  })

  it.each<[string, Decision]>([
    ['is there, put in by hand', { base: BASE, disk: NEXT, next: NEXT, isRevised: true }],
    ['changes nothing for this config', { base: BASE, disk: EDITED, next: BASE, isRevised: true }],
    ['belongs to a file that is missing', { base: BASE, next: NEXT, isRevised: true }],
  ])('that %s is not', (_, given) => {
    expect(lacking(given)).toEqual([])
  })

  it('that collided with your lines, which were taken, is still lacked, until it is there', () => {
    const refused = run({ base: BASE, disk: COLLIDING, next: NEXT, isRevised: true, policy: 'ours' }).files[0]?.lacks
    expect(refused).toEqual([fix?.id])

    const later = { base: NEXT, disk: COLLIDING, next: NEXT, isRevised: true }
    expect(lacking(later, refused)).toEqual([fix?.id])
    expect(run(later, refused).files[0]?.lacks).toEqual([fix?.id])
    expect(lacking({ ...later, disk: NEXT }, refused)).toEqual([])
    expect(run({ ...later, disk: NEXT }, refused).files[0]?.lacks).toEqual([])
  })

  it('that came in by a merge is no longer lacked', () => {
    const { files } = run({ base: BASE, disk: EDITED, next: NEXT, isRevised: true })

    expect(files[0]).toMatchObject({ revision: 2, lacks: [] })
  })
})
