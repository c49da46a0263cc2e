import { describe, expect, it } from 'vitest'
import type { WiringRecord } from '../wire/record.ts'
import { basePathOf, isBaseOf, isGeneratedPath, type ManifestEntry, parseManifest, printManifest } from './manifest.ts'
import { hashOf } from './text.ts'

const FILE = '.sessions/manifest.json'

function entry(path: string): ManifestEntry {
  return { path, source: 'runtime/session.ts', revision: 3, canonical: 'c', output: 'o', state: 'managed', lacks: [] }
}

const WIRING: WiringRecord = {
  path: 'src/app.ts',
  session: null,
  output: 'src/sessions',
  driver: null,
  insertions: ['app.use(sessions())\n'],
}

function manifestWith(...files: readonly unknown[]): string {
  return JSON.stringify({ version: 1, config: 'sessions.config.ts', files, wirings: [] })
}

describe('a manifest', () => {
  it('reads back as it was printed, sorted, one line a file', () => {
    const text = printManifest({
      config: 'sessions.config.ts',
      files: [entry('src/b.ts'), entry('src/a.ts')],
      wirings: [WIRING],
    })

    expect(parseManifest(FILE, text)).toEqual({
      config: 'sessions.config.ts',
      files: [entry('src/a.ts'), entry('src/b.ts')],
      wirings: [WIRING],
      isMended: false,
    })
    expect(text.split('\n').filter((line) => line.includes('"path"'))).toHaveLength(3)
  })

  it('of nothing is printed without lines of its own', () => {
    const text = '{\n  "version": 1,\n  "config": "c.ts",\n  "files": [],\n  "wirings": []\n}\n'
    expect(printManifest({ config: 'c.ts', files: [], wirings: [] })).toBe(text)
    expect(parseManifest(FILE, text).isMended).toBe(false)
  })

  it('keeps ejected files, fixes that were refused, and the first revision', () => {
    const files = [{ ...entry('a.ts'), state: 'ejected' as const, lacks: ['CS-1', 'CS-2'], revision: 0 }]
    expect(parseManifest(FILE, printManifest({ config: 'c.ts', files, wirings: [] })).files).toEqual(files)
  })

  it('with an entry twice is mended: the last one counts', () => {
    const { files, isMended } = parseManifest(FILE, manifestWith(entry('a.ts'), { ...entry('a.ts'), output: 'new' }))
    expect([files.map(({ output }) => output), isMended]).toEqual([['new'], true])
  })

  it('with a wiring twice is mended', () => {
    const text = JSON.stringify({ version: 1, config: 'c.ts', files: [], wirings: [WIRING, WIRING] })
    expect(parseManifest(FILE, text)).toMatchObject({ wirings: [WIRING], isMended: true })
  })

  it('prints the same text for the same files in any order', () => {
    const files = [entry('b.ts'), entry('a.ts'), entry('c/a.ts')]

    expect(printManifest({ config: 'c.ts', files, wirings: [] })).toBe(
      printManifest({ config: 'c.ts', files: files.toReversed(), wirings: [] }),
    )
  })

  it.each([
    ['no JSON', 'nonsense', 'it is no JSON'],
    ['nothing but conflict markers', '<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> main\n', 'it is no JSON'],
    ['a config that is no name', '{"version":1,"config":1,"files":[],"wirings":[]}', 'lacks `config`'],
    ['files that are no list', '{"version":1,"config":"a","files":{},"wirings":[]}', 'lacks `config`'],
    ['wirings that are no list', '{"version":1,"config":"a","files":[],"wirings":{}}', 'lacks `config`'],
    ['a wiring that is none', '{"version":1,"config":"a","files":[],"wirings":[1]}', 'an entry of `wirings` is none'],
    ['markers around a config that is no name', '<<<<<<<\n"version": 1,\n"config": 1,\n', 'it is no JSON'],
    ['markers and another version', '<<<<<<<\n"version": 2,\n"config": "a",\n', 'it is no JSON'],
    ['a revision with a fraction', manifestWith({ ...entry('a.ts'), revision: 1.5 }), 'is no whole number'],
    ['a fix that is no text', manifestWith({ ...entry('a.ts'), lacks: [1] }), 'is no list of ids'],
    ['another version', '{"version":2}', 'another version'],
    ['a list', '[]', 'another version'],
    ['no files', '{"version":1,"config":"a"}', 'lacks `config`, `files` or `wirings`'],
    ['an entry that is no object', manifestWith('a.ts'), 'is no object'],
    [
      'an entry without a hash',
      manifestWith({ path: 'a.ts', source: 's', revision: 1, canonical: 'c' }),
      'lacks `output`',
    ],
    [
      'an entry with its hash in the prototype',
      manifestWith().replace('[]', '[{"__proto__":{"output":"o"}}]'),
      'lacks `path`',
    ],
    ['a revision that is no number', manifestWith({ ...entry('a.ts'), revision: '1' }), 'is no whole number'],
    ['a revision below nothing', manifestWith({ ...entry('a.ts'), revision: -1 }), 'is no whole number'],
    ['a state that there is not', manifestWith({ ...entry('a.ts'), state: 'mine' }), "neither 'managed' nor 'ejected'"],
    ['a list of fixes that is none', manifestWith({ ...entry('a.ts'), lacks: { length: 0 } }), 'is no list of ids'],
    ['a path outside', manifestWith(entry('../a.ts')), 'which is never generated'],
    ['the package', manifestWith(entry('package.json')), 'which is never generated'],
  ])('is refused with %s', (_, text, message) => {
    expect(() => parseManifest(FILE, text)).toThrow(message)
  })

  it('that cannot be read is an error that says what to do', () => {
    const update = { code: 'manifest-broken', hint: 'Update create-session' }
    expect(() => parseManifest(FILE, '{"version":2}')).toThrow(expect.objectContaining(update))
    const restore = {
      code: 'manifest-broken',
      message: `${FILE} cannot be read: it is no JSON`,
      hint: expect.stringContaining('Restore it from version control'),
    }
    expect(() => parseManifest(FILE, 'nonsense')).toThrow(expect.objectContaining(restore))
  })

  it('that version control has merged keeps its wirings', () => {
    const files = [entry('a.ts')]
    const text = printManifest({ config: 'c.ts', files, wirings: [WIRING] }).replace(
      '"files"',
      '<<<<<<< HEAD\n  "files"',
    )
    expect(parseManifest(FILE, text)).toEqual({ config: 'c.ts', files, wirings: [WIRING], isMended: true })
  })

  const ours = { ...entry('src/a.ts'), output: 'ours' }
  const theirs = { ...entry('src/a.ts'), output: 'theirs' }
  const lineOf = (one: ManifestEntry): string => `    ${JSON.stringify(one)}`
  const head = '{\n  "version": 1,\n  "config": "sessions.config.ts",\n  "files": ['
  const tail = '  ],\n  "wirings": []\n}\n'

  it.each([
    ['conflict markers', [head, '<<<<<<< HEAD', lineOf(ours), '=======', lineOf(theirs), '>>>>>>> main', tail]],
    [
      'conflict markers around a part',
      [
        head,
        `${lineOf(entry('src/0.ts'))},`,
        '<<<<<<< HEAD',
        lineOf(ours),
        '||||||| base',
        lineOf(entry('src/a.ts')),
        '=======',
        lineOf(theirs),
        '>>>>>>> main',
        tail,
      ],
    ],
    ['lines of both sides', [head, `${lineOf(ours)},`, lineOf(theirs), tail]],
    ['lines of both sides and no comma between them', [head, lineOf(ours), lineOf(theirs), tail]],
  ])('that version control has merged into %s is mended: the entry counts that is true', (_, lines) => {
    const read = (output: string): unknown => {
      const { files, isMended } = parseManifest(FILE, lines.join('\n'), (one) => one.output === output)
      return { isMended, outputs: files.filter(({ path }) => path === 'src/a.ts').map((one) => one.output) }
    }

    expect(read('ours')).toEqual({ isMended: true, outputs: ['ours'] })
    expect(read('theirs')).toEqual({ isMended: true, outputs: ['theirs'] })
    expect(read('neither')).toEqual({ isMended: true, outputs: ['theirs'] })
  })

  it('takes a manifest of many entries in its stride', () => {
    const files = Array.from({ length: 20_000 }, (_, index) => entry(`src/${index}.ts`))

    expect(parseManifest(FILE, printManifest({ config: 'c.ts', files, wirings: [] })).files).toHaveLength(20_000)
  })
})

it('the copy of a file is beside the manifest, and is known by its hash', () => {
  expect(basePathOf('src/a.ts')).toBe('base/src/a.ts.base')
  expect(isBaseOf({ ...entry('a.ts'), output: hashOf('text') }, 'text')).toBe(true)
  expect(isBaseOf({ ...entry('a.ts'), output: hashOf('text') }, 'other')).toBe(false)
})

describe('isGeneratedPath', () => {
  it.each([
    'src/sessions/session.ts',
    'session-cookie.mjs',
    'a/README.md',
    'src/.env.example',
    'types/x-types.d.ts',
    'm/0001_a.sql',
  ])('takes %s', (path) => {
    expect(isGeneratedPath(path)).toBe(true)
  })

  it.each([
    '.env',
    'package.json',
    'src/../a.ts',
    '../a.ts',
    '/etc/a.ts',
    'C:/a.ts',
    'src\\a.ts',
    './a.ts',
    'a//b.ts',
    '.git/hooks/a.ts',
    'sub/.git/a.ts',
    'node_modules/express/index.js',
    'a\0.ts',
    'CHANGELOG.md',
    '',
  ])('refuses %j', (path) => {
    expect(isGeneratedPath(path)).toBe(false)
  })
})
