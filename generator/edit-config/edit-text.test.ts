// Edits of a config's text: what is asked for changes, and not a character more.
import { describe, expect, it } from 'vitest'
import { readLiteral } from '../config/read-literal.ts'
import { GeneratorError } from '../errors.ts'
import { type ConfigEdit, editedValue } from './config-edit.ts'
import { editText } from './edit-text.ts'

function set(path: string, value: (ConfigEdit & { kind: 'set' })['value']): ConfigEdit {
  return { kind: 'set', path: path.split('.'), value }
}

function unset(path: string): ConfigEdit {
  return { kind: 'unset', path: path.split('.') }
}

/** Edits, and holds what the text then says against what it should say. */
function edited(text: string, ...edits: readonly ConfigEdit[]): string {
  const after = editText('sessions.config.ts', text, edits)
  const [before, now] = [text, after].map((one) => readLiteral('sessions.config.ts', one).value)
  expect(now).toEqual(editedValue(before, edits))
  return after
}

const CONFIG = `import { defineConfig } from 'create-session'

// Ours.
export default defineConfig({
  target: 'express', // 5, since May
  // Short: the shop is on every screen.
  maxAge: '14d',
  backend: { type: 'redis', prefix: 'shop:' },
})
`

describe('set', () => {
  it('replaces a value, and nothing else', () => {
    expect(edited(CONFIG, set('maxAge', '7d'))).toBe(CONFIG.replace("'14d'", "'7d'"))
  })

  it('replaces a value inside an object', () => {
    expect(edited(CONFIG, set('backend.prefix', 'sess:'))).toBe(CONFIG.replace("'shop:'", "'sess:'"))
  })

  it('puts a new field behind the last one', () => {
    expect(edited(CONFIG, set('sameSite', 'strict'))).toBe(CONFIG.replace(' },\n})', " },\n  sameSite: 'strict',\n})"))
  })

  it('puts a new option behind the last one of an object on one line', () => {
    expect(edited(CONFIG, set('backend.client', 'ioredis'))).toBe(
      CONFIG.replace("'shop:' }", "'shop:', client: 'ioredis' }"),
    )
  })

  it('makes an object of a word that gets an option', () => {
    const text = `export default { backend: 'redis' }\n`

    expect(edited(text, set('backend', { type: 'redis', prefix: 'a:' }))).toBe(
      `export default { backend: { type: 'redis', prefix: 'a:' } }\n`,
    )
  })

  it('keeps the quotes that the value has, and else those of the file', () => {
    const text = `export default {\n  key: "a",\n  path: '/',\n  domain: "example.com",\n}\n`

    expect(edited(text, set('path', '/x'), set('key', 'it"s'), set('sameSite', 'lax'))).toBe(
      `export default {\n  key: "it\\"s",\n  path: '/x',\n  domain: "example.com",\n  sameSite: "lax",\n}\n`,
    )
  })

  it('keeps line ends, tabs, the byte order mark and the missing last comma', () => {
    const text = `\uFEFFexport default {\r\n\tkey: 'a', // why\r\n\tpath: '/'\r\n}\r\n`

    expect(edited(text, set('domain', 'example.com'))).toBe(
      `\uFEFFexport default {\r\n\tkey: 'a', // why\r\n\tpath: '/',\r\n\tdomain: 'example.com'\r\n}\r\n`,
    )
  })

  it('puts a new field behind the comments of the last one, and before those that follow', () => {
    const text = `export default {\n  key: 'a' /* b */, // c\n  // path: '/',\n}\n`

    expect(edited(text, set('domain', 'example.com'))).toBe(
      `export default {\n  key: 'a' /* b */, // c\n  domain: 'example.com',\n  // path: '/',\n}\n`,
    )
  })

  it.each([
    [`export default {}`, `export default { key: 'a' }`],
    [`export default { /* usual */ }`, `export default { /* usual */ key: 'a' }`],
    [`export default {\n}`, `export default {\n  key: 'a',\n}`],
    [`export default {\n  // usual\n}\n`, `export default {\n  // usual\n  key: 'a',\n}\n`],
    [`export default { path: '/' }`, `export default { path: '/', key: 'a' }`],
    [`export default {path: '/',}`, `export default {path: '/', key: 'a',}`],
    [`export default {\n  path: '/', domain: 'a.com' }`, `export default {\n  path: '/', domain: 'a.com', key: 'a' }`],
    [`module.exports = { path: '/' };\n`, `module.exports = { path: '/', key: 'a' };\n`],
    [
      `const config = { path: '/' } as const\nexport default config`,
      `const config = { path: '/', key: 'a' } as const\nexport default config`,
    ],
  ])('puts a field into %j', (text, after) => {
    expect(edited(text, set('key', 'a'))).toBe(after)
  })

  it.each([
    [`{ maxAge: 14 * 24 * 60 * 60 }`, `{ maxAge: '7d' }`],
    [`{ maxAge: ('14d' as const) }`, `{ maxAge: ('7d' as const) }`],
    [`{ 'maxAge': \`14d\` }`, `{ 'maxAge': '7d' }`],
    [`{ maxAge: undefined }`, `{ maxAge: '7d' }`],
  ])('replaces the value of %j', (before, after) => {
    expect(edited(`export default ${before}`, set('maxAge', '7d'))).toBe(`export default ${after}`)
  })

  it('follows an object that has a name', () => {
    const text = `const backend = { type: 'redis' }\nexport default { backend }\n`

    expect(edited(text, set('backend.prefix', 'a:'))).toBe(
      `const backend = { type: 'redis', prefix: 'a:' }\nexport default { backend }\n`,
    )
  })
})

describe('set, of a list', () => {
  const list = `export default {\n  exclude: [\n    '^/a', // health\n    '^/b',\n    // assets\n    '^/c'\n  ],\n}\n`

  it('puts new elements behind the others', () => {
    expect(edited(list, set('exclude', ['^/a', '^/b', '^/c', '^/d', '^/e']))).toBe(
      list.replace("'^/c'", "'^/c',\n    '^/d',\n    '^/e'"),
    )
  })

  it('takes elements out with their comments, and leaves the others theirs', () => {
    expect(edited(list, set('exclude', ['^/a']))).toBe(`export default {\n  exclude: [\n    '^/a' // health\n  ],\n}\n`)
    expect(edited(list, set('exclude', ['^/c']))).toBe(
      `export default {\n  exclude: [\n    // assets\n    '^/c'\n  ],\n}\n`,
    )
  })

  it('does both', () => {
    expect(edited(list, set('exclude', ['^/a', '^/d']))).toBe(
      `export default {\n  exclude: [\n    '^/a', // health\n    '^/d'\n  ],\n}\n`,
    )
  })

  it.each([
    [['^/b'], `['^/b']`],
    [['^/a', '^/c'], `['^/a', '^/c']`],
    [['^/x', '^/y'], `['^/x', '^/y']`],
    [['^/b', '^/a'], `['^/b', '^/a']`],
    [[], `[]`],
  ])('on one line: %j', (value, after) => {
    expect(edited(`export default { exclude: ['^/a', '^/b'] }`, set('exclude', value))).toBe(
      `export default { exclude: ${after} }`,
    )
  })

  it('breaks a line that would be too long', () => {
    const paths = ['^/a', '^/b', '^/c'].map((path) => path.repeat(12))

    expect(edited(`export default {\n  exclude: [],\n}\n`, set('exclude', paths))).toBe(
      `export default {\n  exclude: [\n${paths.map((path) => `    '${path}',\n`).join('')}  ],\n}\n`,
    )
  })
})

describe('unset', () => {
  it('takes a field out with the comments that are its own', () => {
    expect(edited(CONFIG, unset('maxAge'))).toBe(
      CONFIG.replace("  // Short: the shop is on every screen.\n  maxAge: '14d',\n", ''),
    )
  })

  it('does nothing where the field is not written', () => {
    expect(edited(CONFIG, unset('domain'), unset('sameSite.x'))).toBe(CONFIG)
  })

  it.each([
    [`{ key: 'a', path: '/' }`, 'path', `{ key: 'a' }`],
    [`{ key: 'a', path: '/' }`, 'key', `{ path: '/' }`],
    [`{ key: 'a' }`, 'key', `{}`],
    [`{\n  key: 'a',\n  path: '/' // all\n}`, 'path', `{\n  key: 'a'\n}`],
    [`{\n  // ours\n\n  // the name\n  key: 'a',\n  path: '/',\n}`, 'key', `{\n  // ours\n\n  path: '/',\n}`],
    [`{ backend: { type: 'redis', prefix: 'a:' } }`, 'backend.prefix', `{ backend: { type: 'redis' } }`],
  ])('of %j: %s', (before, path, after) => {
    expect(edited(`export default ${before}\n`, unset(path))).toBe(`export default ${after}\n`)
  })
})

describe('a name', () => {
  it('moves the session into several, comments and all', () => {
    expect(edited(CONFIG, { kind: 'name', name: 'user' }, set('sessions.admin', { target: 'express', key: 'admin' })))
      .toBe(`import { defineConfig } from 'create-session'

// Ours.
export default defineConfig({
  sessions: {
    user: {
      target: 'express', // 5, since May
      // Short: the shop is on every screen.
      maxAge: '14d',
      backend: { type: 'redis', prefix: 'shop:' },
    },
    admin: { target: 'express', key: 'admin' },
  },
})
`)
  })

  it('works on one line', () => {
    expect(edited(`export default { key: 'a' }\n`, { kind: 'name', name: 'shop-user' })).toBe(
      `export default {\n  sessions: {\n    'shop-user': { key: 'a' },\n  },\n}\n`,
    )
  })
})

describe('a place that is computed', () => {
  it.each([
    ['maxAge: WEEK', 'maxAge', 3],
    ['...shared', 'maxAge', null],
    ["maxAge: process.env['AGE']", 'maxAge', 3],
    ['maxAge: isProduction ? 60 : 600', 'maxAge', 3],
    ['exclude: [...paths]', 'exclude', 3],
    ['maxAge', 'maxAge', 3],
    ['get maxAge() { return 60 }', 'maxAge', 3],
  ])('is not changed: %s', (line, field, where) => {
    const text = `const WEEK = '7d'\nexport default {\n  ${line},\n}\n`
    const edit = (): string => editText('sessions.config.ts', text, [set(field, '1d')])

    if (where === null) {
      expect(edit()).toContain("...shared,\n  maxAge: '1d',\n")
      return
    }
    expect(edit).toThrow(GeneratorError)
    try {
      edit()
    } catch (error) {
      const { code, hint, where: place } = error as GeneratorError
      expect([code, place?.file, place?.line]).toEqual(['config-computed', 'sessions.config.ts', where])
      expect(hint).toContain(`Write \`${field}: '1d'\` there yourself`)
    }
  })

  it.each([`export default makeConfig()`, `export default [{}]`, `const a = 1`])('%s', (text) => {
    expect(() => editText('sessions.config.ts', text, [set('maxAge', '1d')])).toThrow('was not changed')
  })
})
