// Every text of a config, filled with what has become code or a path elsewhere: it is refused, or it stays a text.
import { ts } from 'ts-morph'
import { describe, expect, it } from 'vitest'
import { emitted, HOSTILE, planned, shapesOf } from './hostile.fixture.ts'

const IDENTIFIERS: readonly string[] = [
  'class',
  'await',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'then',
  'ѕession',
  'a b',
  '1a',
  '',
]

type Value = unknown
/** Puts a text into one place of a config. */
type Place = (text: string) => Readonly<Record<string, Value>>

const TEXTS: Readonly<Record<string, Place>> = {
  target: (text) => ({ target: text }),
  backend: (text) => ({ backend: text }),
  'backend.prefix': (text) => ({ backend: { type: 'redis', prefix: text } }),
  'backend.directory': (text) => ({ backend: { type: 'file', directory: text } }),
  key: (text) => ({ key: text }),
  path: (text) => ({ path: `/${text}` }),
  domain: (text) => ({ domain: text }),
  exclude: (text) => ({ exclude: text }),
  excludeOptKey: (text) => ({ excludeOptKey: text }),
  secrets: (text) => ({ secrets: text }),
  applicationId: (text) => ({ applicationId: text }),
  origins: (text) => ({ scopes: ['http', 'websocket'], origins: [text] }),
  maxAge: (text) => ({ maxAge: text }),
}

function expectHarmless(place: Place, benign: string, texts: readonly string[]): void {
  const taken = texts.filter((text) => planned(place(text)) !== null)
  // Emitting takes time: where the field takes all of them in one text, that is one run.
  const whole = taken.join('')
  const accepted = (planned(place(whole)) === null ? taken : [whole]).flatMap((text) => {
    const files = emitted(place(text))
    return files === null ? [] : [{ text, files }]
  })
  const plain = emitted(place(benign))
  expect(plain).not.toBeNull()
  for (const { text, files } of accepted) {
    for (const [path, code] of files) {
      const { diagnostics = [] } = ts.transpileModule(code, { fileName: path, reportDiagnostics: true })
      expect(path.endsWith('.ts') ? diagnostics : [], `${JSON.stringify(text)} in ${path}`).toEqual([])
      expect(code, `${JSON.stringify(text)} in ${path}`).not.toMatch(/[\u2028\u2029\0\u202e]/)
    }
    expect(shapesOf(files), JSON.stringify(text)).toEqual(shapesOf(plain ?? new Map()))
  }
}

describe('1. every text of a config', { timeout: 120_000 }, () => {
  it.each<[string, string]>([
    ['target', 'express'],
    ['backend', 'memory'],
    ['backend.prefix', 'shop:'],
    ['backend.directory', 'var/sessions'],
    ['key', 'shop'],
    ['path', 'shop'],
    ['domain', 'example.com'],
    ['exclude', '^/health$'],
    ['excludeOptKey', 'skip'],
    ['secrets', 'SHOP_SECRETS'],
    ['applicationId', 'shop'],
    ['origins', 'https://example.com'],
    ['maxAge', '7d'],
  ])(
    '%s: filled with quotes, escapes, comments, templates and controls it is refused or stays a text',
    (field, benign) => {
      expectHarmless(TEXTS[field] as Place, benign, HOSTILE)
    },
  )
})

describe('2. identifiers and keys', { timeout: 120_000 }, () => {
  it('that are reserved, inherited or look like others are refused, or name nothing but the option', () => {
    expectHarmless(TEXTS['excludeOptKey'] as Place, 'skip', IDENTIFIERS)
  })

  it.each(['__proto__', 'a b', '', '1a', '../a'])('%j is no name of a session', (name) => {
    const session = { target: 'express', backend: 'memory' }
    expect(
      emitted({
        sessions: Object.fromEntries([
          [name, session],
          ['other', { ...session, key: 'b' }],
        ]),
      }),
    ).toBeNull()
  })

  it.each(['constructor', 'prototype', 'then', 'toString'])(
    '%j as the name of a session hides nothing on a request',
    (name) => {
      const session = { target: 'express', backend: 'memory' }
      const files = emitted({ sessions: { [name]: session, other: { ...session, key: 'b' } } })

      expect([...(files ?? [])].filter(([, code]) => new RegExp(`request\\.${name}\\b`).test(code))).toEqual([])
    },
  )

  it('that differ in case alone are one folder on Windows and macOS: refused', () => {
    const session = { target: 'express', backend: 'memory' }
    expect(emitted({ sessions: { admin: session, Admin: { ...session, key: 'b' } } })).toBeNull()
  })
})

describe('3. the output folder', () => {
  it.each([
    '..',
    '../sessions',
    'src/../../sessions',
    '/tmp/sessions',
    'C:\\sessions',
    'C:/sessions',
    '\\\\server\\share',
    '~',
    '~/sessions',
    '%2e%2e/sessions',
    'src\\sessions',
    'src/sessions.',
    'src/sessions ',
    'CON',
    'src/nul.txt',
    'src/sessions:stream',
    '.git/hooks',
    'src/.GIT/hooks',
    'node_modules/express',
    '.sessions',
    '.sessions/base',
    'src//sessions',
    '.',
    'ſrc',
    '\0',
  ])('%j is refused', (output) => {
    expect(emitted({ backend: 'memory', output })).toBeNull()
  })
})

describe('6. a config that is nested deeply', () => {
  it('is refused, and does not end the process', () => {
    let nested: object = {}
    for (let depth = 0; depth < 100_000; depth += 1) {
      nested = { nested }
    }
    expect(emitted({ backend: { type: 'redis', prefix: nested } })).toBeNull()
  })
})
