import { describe, expect, it } from 'vitest'
import { isDrift } from './change.ts'
import type { ManifestEntry } from './manifest.ts'
import { type Before, type NextFile, reconcile } from './reconcile.ts'
import { hashOf } from './text.ts'

const PATH = 'src/sessions/session.ts'
const BASE = 'const a = 1\nconst b = 2\n'
const NEXT = 'const a = 1\nconst b = 3\n'
const EDITED = 'const a = 1 // mine\nconst b = 2\n'

interface Case {
  readonly base?: string | undefined
  readonly disk?: string
  readonly next?: string
  readonly path?: string
  /** The template was revised since. */
  readonly isRevised?: boolean
  /** The generated text before formatting is as it was. */
  readonly isSameCanonical?: boolean
  readonly hasBaseCopy?: boolean
}

/** A formatter that knows about spaces alone. */
const tidied = (text: string): string => text.replaceAll('\r\n', '\n').replaceAll(/ {2,}/g, ' ')

function run({ base, disk, next, path = PATH, isRevised = false, isSameCanonical, hasBaseCopy = true }: Case) {
  const entries: ManifestEntry[] =
    base === undefined
      ? []
      : [{ path, source: 'runtime/session.ts', revision: 'r1', canonical: hashOf(`raw ${base}`), output: hashOf(base) }]
  const before: Before = {
    manifest: { config: 'sessions.config.ts', files: entries },
    base: new Map(base !== undefined && hasBaseCopy ? [[path, base]] : []),
    disk: new Map(disk === undefined ? [] : [[path, disk]]),
    tidyBase: new Map(base !== undefined && hasBaseCopy ? [[path, tidied(base)]] : []),
    tidyDisk: new Map(disk === undefined ? [] : [[path, tidied(disk)]]),
  }
  const file: NextFile = {
    path,
    text: next ?? '',
    source: 'runtime/session.ts',
    revision: isRevised ? 'r2' : 'r1',
    canonical: hashOf(`raw ${isSameCanonical === true ? base : next}`),
  }
  return reconcile(before, next === undefined ? [] : [file])
}

describe('reconcile', () => {
  it.each<[string, Case, string]>([
    ['a first run', { next: NEXT }, 'create new'],
    ['a file that is as generated', { base: BASE, disk: BASE, next: BASE }, 'same in-sync'],
    ['a checkout with CRLF', { base: BASE, disk: BASE.replaceAll('\n', '\r\n'), next: BASE }, 'same line-endings'],
    ['a byte order mark', { base: BASE, disk: `\uFEFF${BASE}`, next: BASE }, 'same in-sync'],
    ['a config that changed', { base: BASE, disk: BASE, next: NEXT }, 'replace config-changed'],
    [
      'a config that changed, in a checkout with CRLF',
      { base: BASE, disk: BASE.replaceAll('\n', '\r\n'), next: NEXT },
      'replace config-changed',
    ],
    [
      'a template that was revised',
      { base: BASE, disk: BASE, next: NEXT, isRevised: true },
      'replace template-revised',
    ],
    [
      'a formatter that changed its mind',
      { base: BASE, disk: BASE, next: 'const a=1\n', isSameCanonical: true },
      'replace formatting',
    ],
    ['an edit with nothing new', { base: BASE, disk: EDITED, next: BASE }, 'keep edited'],
    [
      'an edit, where only the formatter changed',
      { base: BASE, disk: EDITED, next: 'const a=1\n', isSameCanonical: true },
      'keep edited',
    ],
    ['an edit and something new', { base: BASE, disk: EDITED, next: NEXT }, 'refuse edited-and-new'],
    ['an edit that is what is new', { base: BASE, disk: NEXT, next: NEXT }, 'same in-sync'],
    [
      'a formatter that ran since, with nothing new',
      { base: BASE, disk: BASE.replaceAll(' = ', '  =  '), next: BASE },
      'keep formatting',
    ],
    [
      'a formatter that ran since, and something new',
      { base: BASE, disk: BASE.replaceAll(' = ', '  =  '), next: NEXT },
      'replace config-changed',
    ],
    [
      'what is new, formatted otherwise',
      { base: BASE, disk: NEXT.replaceAll(' = ', '  =  '), next: NEXT },
      'keep formatting',
    ],
    ['a deleted module', { base: BASE, next: BASE }, 'create missing'],
    ['a deleted page', { base: BASE, next: BASE, path: 'src/sessions/README.md' }, 'keep deleted-by-you'],
    ['a deleted example', { base: BASE, next: NEXT, path: 'src/sessions/.env.example' }, 'keep deleted-by-you'],
    ['a file of yours in the way', { disk: EDITED, next: NEXT }, 'refuse not-generated'],
    ['a file that is as it would be generated, without a manifest', { disk: NEXT, next: NEXT }, 'same in-sync'],
    [
      'an untouched file whose copy is lost',
      { base: BASE, disk: BASE, next: NEXT, hasBaseCopy: false },
      'replace config-changed',
    ],
    ['an edited file whose copy is lost', { base: BASE, disk: EDITED, next: BASE, hasBaseCopy: false }, 'keep edited'],
    ['a stale file', { base: BASE, disk: BASE }, 'delete stale'],
    ['a stale file in a checkout with CRLF', { base: BASE, disk: BASE.replaceAll('\n', '\r\n') }, 'delete stale'],
    ['a stale file that you edited', { base: BASE, disk: EDITED }, 'orphan stale-and-edited'],
    ['a stale file whose copy is lost', { base: BASE, disk: BASE, hasBaseCopy: false }, 'orphan stale-and-edited'],
  ])('%s', (_, given, expected) => {
    const [change] = run(given).changes

    expect(`${change?.kind} ${change?.reason}`).toBe(expected)
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

  it('calls drift what generating would change or cannot, and nothing else', () => {
    const kinds = ['same', 'create', 'replace', 'keep', 'refuse', 'delete', 'orphan'] as const
    const drifting = kinds.filter((kind) => isDrift({ kind, reason: 'new', path: '', disk: null, next: null }))

    expect(drifting).toEqual(['create', 'replace', 'refuse', 'delete', 'orphan'])
  })
})
