// Bad inputs that come as a config: each is refused before anything is emitted, or goes out as one attribute exactly.
import { expect, it } from 'vitest'
import { GeneratorError } from '../errors.ts'
import { validateConfig } from '../config/validate.ts'

function isRefused(value: object): boolean {
  const loaded = { file: 'sessions.config.ts', value, executed: false, placeOf: () => ({ line: 1, column: 1 }) }
  try {
    validateConfig(loaded, ['express'])
    return false
  } catch (error) {
    if (error instanceof GeneratorError && error.code === 'config-invalid') {
      return true
    }
    throw error
  }
}

/** Each byte that RFC 9110 keeps out of a token, and what is beyond bytes. */
const NO_TOKEN = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).filter(
  (character) => !/[!#$%&'*+\-.^_`|~0-9A-Za-z]/.test(character),
)
const BREAKS = ['\r', '\n', '\r\nX: y', '\0', '\u007f', '\u2028', '\ud800']

const words = (field: string, values: readonly unknown[]): readonly object[] =>
  values.map((value) => ({ [field]: value }))

const inputs: readonly (readonly [title: string, configs: readonly object[]])[] = [
  [
    'bad input 89 a Redis prefix that is empty, has a line break, a control character or no end',
    ['', 'a\nb', 'a\r\nFLUSHALL', '\0', '\u007f', 'x'.repeat(201), 7, null].map((prefix) => ({
      backend: { type: 'redis', prefix },
    })),
  ],
  [
    'bad input 109 a cookie name with any character that no token has, or none at all',
    words('key', [
      '',
      ...NO_TOKEN.flatMap((character) => [`a${character}b`, character]),
      'é',
      '\u{1f36a}',
      'a'.repeat(257),
    ]),
  ],
  [
    'bad input 111 a path that ends the attribute, breaks the line, is no path or has no end',
    words('path', [
      '',
      'app',
      '/a;b',
      '/; Domain=evil.test',
      '/é',
      `/${'a'.repeat(1025)}`,
      7,
      null,
      ...BREAKS.map((text) => `/${text}`),
    ]),
  ],
  [
    'bad input 112 a domain that is an address, a suffix, a pattern, a URL or breaks out',
    words('domain', [
      '',
      'com',
      '.com',
      'co.uk',
      'github.io',
      'localhost',
      '127.0.0.1',
      '[::1]',
      '::1',
      '*.example.com',
      '.example.com',
      'https://example.com',
      'example.com:443',
      'example.com; Secure',
      'a b.com',
      'exämple.com',
      '-a.com',
      'a..com',
      `${'a'.repeat(64)}.com`,
      `${'a.'.repeat(127)}com`,
      7,
      null,
      ['example.com'],
      ...BREAKS.map((text) => `example.com${text}`),
    ]),
  ],
  [
    'bad input 113 a sameSite that is none of the three words',
    words('sameSite', ['Lax; Domain=evil', 'none\r\nX: y', true, false, 'STRICT', 'Lax', 0, '', null, ['lax'], {}]),
  ],
  [
    'bad input 114 a priority that is none of the three words',
    words('priority', ['high; Domain=evil', 'High', '', 1, true, null]),
  ],
  [
    'bad input 115 a lifetime that is no whole number of seconds, or longer than browsers keep a cookie',
    ['maxAge', 'idleTimeout', 'absoluteTimeout', 'renewAfter'].flatMap((field) =>
      words(field, [
        Number.NaN,
        Infinity,
        -0,
        -1,
        0,
        1.5,
        2 ** 53,
        '10',
        '1e3',
        '',
        new Date(),
        10n,
        null,
        [60],
        '-1s',
        '1.5h',
      ]),
    ),
  ],
  ['bad input 115 requirement 12 a lifetime beyond 400 days', words('maxAge', [400 * 24 * 60 * 60 + 1, '401d', '58w'])],
  [
    'bad input 116 an expires beside the lifetime',
    words('expires', [new Date(Number.NaN), new Date(253402300800000), 'tomorrow', 0]),
  ],
  [
    'bad input 117 without Secure there is no prefix, no SameSite=None and no Partitioned',
    [
      ...['host', 'http', 'secure'].map((prefix) => ({ prefix, secure: false })),
      { sameSite: 'none', secure: false, prefix: 'none' },
      { sameSite: 'none', secure: 'auto', prefix: 'none' },
      { partitioned: true, secure: false, prefix: 'none' },
      { prefix: 'host', secure: 'auto' },
      { prefix: 'host', domain: 'example.com' },
      { prefix: 'host', path: '/app' },
      { prefix: 'http', httpOnly: false },
    ],
  ],
  [
    'bad input 203 an origin that is a pattern, a path, null, or has no scheme',
    [
      'null',
      '*',
      'https://*.example.com',
      'example.com',
      'https://example.com/',
      'https://example.com/a',
      'https://u@example.com',
      'file:///a',
      'https://example.com:443',
      '',
      'javascript:1',
    ].map((origin) => ({ scopes: ['http', 'websocket'], origins: [origin] })),
  ],
  [
    'bad input 216 a cookie name that is code',
    words('key', [
      'sid`;require("child_process")',
      '${process.exit()}',
      "';process.exit();'",
      '*/ evil() /*',
      '__proto__;',
    ]),
  ],
  [
    'bad input 218 names that are no identifiers, or have no end',
    [
      ...words('excludeOptKey', ['', '1a', 'a-b', 'a b', 'а', 'a'.repeat(10_000), 'a\nb', 7, null]),
      ...words('secrets', ['', 'a', '1A', 'A-B', 'A B', 'А', 'A'.repeat(10_000), '__proto__']),
    ],
  ],
  [
    'bad input 219 a variable name that ends the line or the name',
    words('secrets', ['A=B', 'A\nB', 'A#', "A'", 'A$B', 'A B', 'A\0']),
  ],
  [
    'bad input 220 wrong types, unknown fields, and values that JSON does not have',
    [
      { unknown: 1 },
      { Key: 'a' },
      { key: Number.NaN },
      { key: ['a'] },
      { backend: null },
      { backend: {} },
      { backend: [] },
      { sessions: [] },
      { sessions: {} },
      { exclude: {} },
      { exclude: ['a', 1] },
      { scopes: 'http' },
      JSON.parse('{"__proto__":{"key":"a"},"key":1}') as object,
    ],
  ],
  [
    'bad input 223 an output folder that leads out of the project, or into what is not ours',
    words('output', [
      '..',
      '../a',
      'a/../../b',
      '/etc',
      '~',
      '~/a',
      'C:',
      'C:\\a',
      '\\\\host\\share',
      '',
      '.git',
      '.git/hooks',
      'node_modules',
      'node_modules/a',
      'a\nb',
      'a'.repeat(5000),
      'a\0b',
      'CON',
      'a/.',
      '.',
    ]),
  ],
]

it.each(inputs)('%s', (_, configs) => {
  expect(configs.filter((config) => !isRefused(config))).toEqual([])
})
