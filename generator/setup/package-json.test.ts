import { describe, expect, it } from 'vitest'
import { addDependencies, addScripts, SCRIPTS } from './package-json.ts'

const DRIVER = [{ name: 'redis', range: '^6.3.1' }]

/** Whether `after` is `before` with something put in. */
function isInsertionOnly(before: string, after: string): boolean {
  let at = 0
  for (const character of after) {
    at += before[at] === character ? 1 : 0
  }
  return at === before.length
}

describe('addScripts', () => {
  it.each([
    [
      'two spaces',
      '{\n  "name": "shop",\n  "scripts": {\n    "build": "tsc"\n  }\n}\n',
      '{\n  "name": "shop",\n  "scripts": {\n    "build": "tsc",\n    "sessions:check": "create-session check",\n    "sessions:generate": "create-session generate"\n  }\n}\n',
    ],
    [
      'tabs, no newline at the end',
      '{\n\t"scripts": {\n\t\t"z": "1",\n\t\t"a": "2"\n\t}\n}',
      '{\n\t"scripts": {\n\t\t"z": "1",\n\t\t"a": "2",\n\t\t"sessions:check": "create-session check",\n\t\t"sessions:generate": "create-session generate"\n\t}\n}',
    ],
    [
      'no scripts at all',
      '{\n    "name": "shop",\n    "version": "1.0.0"\n}\n',
      '{\n    "name": "shop",\n    "version": "1.0.0",\n    "scripts": {\n        "sessions:check": "create-session check",\n        "sessions:generate": "create-session generate"\n    }\n}\n',
    ],
    [
      'one line',
      '{"name":"shop","scripts":{"build":"tsc"}}',
      '{"name":"shop","scripts":{"build":"tsc","sessions:check":"create-session check","sessions:generate":"create-session generate"}}',
    ],
    [
      'one line, with spaces',
      '{ "private": true }\n',
      '{ "private": true, "scripts": { "sessions:check": "create-session check", "sessions:generate": "create-session generate" } }\n',
    ],
    [
      'nothing in it',
      '{}\n',
      '{\n  "scripts": {\n    "sessions:check": "create-session check",\n    "sessions:generate": "create-session generate"\n  }\n}\n',
    ],
    [
      'scripts with nothing in them',
      '{\n  "scripts": {},\n  "name": "shop"\n}\n',
      '{\n  "scripts": {\n    "sessions:check": "create-session check",\n    "sessions:generate": "create-session generate"\n  },\n  "name": "shop"\n}\n',
    ],
  ])('keeps how it is written: %s', (_name, before, after) => {
    const edit = addScripts(before)

    expect(edit).toEqual({ text: after, added: ['scripts.sessions:check', 'scripts.sessions:generate'], left: [] })
    expect(isInsertionOnly(before, edit.text)).toBe(true)
    expect(JSON.parse(edit.text)).toMatchObject({ scripts: Object.fromEntries(SCRIPTS) })
  })

  it('keeps a byte order mark and CRLF', () => {
    const { text } = addScripts('\uFEFF{\r\n  "scripts": {\r\n    "build": "tsc"\r\n  }\r\n}\r\n')

    expect(text.startsWith('\uFEFF{\r\n')).toBe(true)
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    expect(text.split('\r\n')).toHaveLength(8)
  })

  it('adds nothing the second time', () => {
    const { text } = addScripts('{\n  "name": "shop"\n}\n')

    expect(addScripts(text)).toEqual({ text, added: [], left: [] })
  })

  it('leaves a script of that name that does something else, and says so', () => {
    const before = '{\n  "scripts": { "sessions:check": "echo mine" }\n}\n'

    const { text, added, left } = addScripts(before)

    expect(added).toEqual(['scripts.sessions:generate'])
    expect(left).toEqual(['scripts.sessions:check'])
    expect(JSON.parse(text)).toMatchObject({ scripts: { 'sessions:check': 'echo mine' } })
  })

  it.each(['{ "scripts": "none" }', '[]', '{ "name": ', ''])('leaves what it does not understand: %s', (before) => {
    expect(addScripts(before)).toEqual({
      text: before,
      added: [],
      left: ['scripts.sessions:check', 'scripts.sessions:generate'],
    })
  })
})

describe('addDependencies', () => {
  it('keeps the names sorted where they are', () => {
    const before = '{\n  "dependencies": {\n    "express": "^5.3.0",\n    "zod": "^4.0.0"\n  }\n}\n'

    expect(addDependencies(before, 'dependencies', DRIVER).text).toBe(
      '{\n  "dependencies": {\n    "express": "^5.3.0",\n    "redis": "^6.3.1",\n    "zod": "^4.0.0"\n  }\n}\n',
    )
  })

  it('goes to the front, if its name is the first', () => {
    const before = '{\n  "devDependencies": {\n    "typescript": "1",\n    "vitest": "2"\n  }\n}\n'

    expect(addDependencies(before, 'devDependencies', [{ name: 'create-session', range: '0.1.0' }]).text).toBe(
      '{\n  "devDependencies": {\n    "create-session": "0.1.0",\n    "typescript": "1",\n    "vitest": "2"\n  }\n}\n',
    )
  })

  it('stands behind the last one where they are in no order', () => {
    const before = '{ "dependencies": { "zod": "1", "express": "2" } }'

    expect(addDependencies(before, 'dependencies', DRIVER).text).toBe(
      '{ "dependencies": { "zod": "1", "express": "2", "redis": "^6.3.1" } }',
    )
  })

  it('begins a list behind that of the ordinary dependencies', () => {
    const before = '{\n  "dependencies": {\n    "express": "2"\n  },\n  "license": "MIT"\n}\n'

    expect(addDependencies(before, 'devDependencies', [{ name: 'create-session', range: '0.1.0' }]).text).toBe(
      '{\n  "dependencies": {\n    "express": "2"\n  },\n  "devDependencies": {\n    "create-session": "0.1.0"\n  },\n  "license": "MIT"\n}\n',
    )
  })

  it.each(['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'])(
    'adds nothing that %s has, in whatever version',
    (section) => {
      const before = JSON.stringify({ [section]: { redis: 'file:../redis.tgz' } })

      expect(addDependencies(before, 'dependencies', DRIVER)).toEqual({ text: before, added: [], left: [] })
    },
  )
})
