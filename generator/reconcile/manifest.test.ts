import { describe, expect, it } from 'vitest'
import { isGeneratedPath, type ManifestEntry, parseManifest, printManifest } from './manifest.ts'

const FILE = '.sessions/manifest.json'

function entry(path: string): ManifestEntry {
  return { path, source: 'runtime/session.ts', revision: 'r', canonical: 'c', output: 'o' }
}

function manifestWith(...files: readonly unknown[]): string {
  return JSON.stringify({ version: 1, config: 'sessions.config.ts', files })
}

describe('a manifest', () => {
  it('reads back as it was printed, sorted, one line a file', () => {
    const text = printManifest({ config: 'sessions.config.ts', files: [entry('src/b.ts'), entry('src/a.ts')] })

    expect(parseManifest(FILE, text)).toEqual({
      config: 'sessions.config.ts',
      files: [entry('src/a.ts'), entry('src/b.ts')],
    })
    expect(text.split('\n').filter((line) => line.includes('"path"'))).toHaveLength(2)
  })

  it('prints the same text for the same files in any order', () => {
    const files = [entry('b.ts'), entry('a.ts'), entry('c/a.ts')]

    expect(printManifest({ config: 'c.ts', files })).toBe(printManifest({ config: 'c.ts', files: files.toReversed() }))
  })

  it.each([
    ['no JSON', 'nonsense', 'it is no JSON'],
    ['conflict markers', '<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> main\n', 'it has conflict markers'],
    ['another version', '{"version":2}', 'another version'],
    ['a list', '[]', 'another version'],
    ['no files', '{"version":1,"config":"a"}', 'lacks `config` or `files`'],
    ['an entry that is no object', manifestWith('a.ts'), 'is no object'],
    [
      'an entry without a hash',
      manifestWith({ path: 'a.ts', source: 's', revision: 'r', canonical: 'c' }),
      'lacks `output`',
    ],
    [
      'an entry with its hash in the prototype',
      manifestWith().replace('[]', '[{"__proto__":{"output":"o"}}]'),
      'lacks `path`',
    ],
    ['one path twice', manifestWith(entry('a.ts'), entry('b.ts'), entry('a.ts')), 'names "a.ts" twice'],
    ['a path outside', manifestWith(entry('../a.ts')), 'which is never generated'],
    ['the package', manifestWith(entry('package.json')), 'which is never generated'],
  ])('is refused with %s', (_, text, message) => {
    expect(() => parseManifest(FILE, text)).toThrow(message)
  })

  it('takes a manifest of many entries in its stride', () => {
    const files = Array.from({ length: 20_000 }, (_, index) => entry(`src/${index}.ts`))

    expect(parseManifest(FILE, printManifest({ config: 'c.ts', files })).files).toHaveLength(20_000)
  })
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
