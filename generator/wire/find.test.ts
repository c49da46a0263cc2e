// What becomes of a wiring after it was put in: found again, brought in step, taken out.
import { join } from 'node:path'
import { format, type Options } from 'prettier'
import { afterAll, describe, expect, it } from 'vitest'
import { settings } from '../../fixtures/wirings/settings.ts'
import { temporaryFolder } from '../../templates/contracts/services.ts'
import { findWiring } from './find.ts'
import { parseRecord, type WiringRecord } from './record.ts'
import { rewire } from './rewire.ts'
import { unwire } from './unwire.ts'
import { wire } from './wire.ts'
import { caseNames, filesOf, inputsFor, projectFiles, type Setting, targetOfCase, withText } from './wirings.harness.ts'
import type { WireInput, Wiring } from './wiring.ts'

const folder = temporaryFolder('wired')
afterAll(() => folder.remove())

let count = 0

function inputOf(target: string, files: ReadonlyMap<string, string>, setting?: Setting): WireInput {
  count += 1
  const [input] = inputsFor(join(folder.path, String(count)), target, files, setting)
  return input as WireInput
}

const inputOfCase = (name: string, change: (text: string) => string = (text) => text): WireInput =>
  inputOf(targetOfCase(name), new Map([...filesOf(name)].map(([path, text]) => [path, change(text)])), settings[name])

function done(wiring: Wiring): Extract<Wiring, { kind: 'done' }> {
  expect(wiring).toMatchObject({ kind: 'done' })
  return wiring as Extract<Wiring, { kind: 'done' }>
}

/** A file that begins with `#!` has none: no system would start it. */
function marked(text: string): string {
  return text.startsWith('#!') ? text : `\uFEFF${text}`
}

const isDone = (name: string): boolean => wire(inputOfCase(name)).kind === 'done'
const wired = caseNames().filter(isDone)

describe.each<[string, (text: string) => string]>([
  ['as it is', (text) => text],
  ['with CRLF', (text) => text.replaceAll('\n', '\r\n')],
  ['with a byte order mark', marked],
  ['with a byte order mark and CRLF', (text) => marked(text.replaceAll('\n', '\r\n'))],
  ['with tabs', (text) => text.replaceAll(/^( {2})+/gm, (indent) => '\t'.repeat(indent.length / 2))],
  ['without semicolons', (text) => text.replaceAll(/;$/gm, '')],
  ['with semicolons', (text) => text.replaceAll(/(?<=[\w)'"\]])(?<!^ *@\w+)$(?!\n\s*\.)/gm, ';')],
  ['with double quotes', (text) => text.replaceAll("'", '"')],
])('a file %s', (_, change) => {
  it.each(wired)('%s comes back byte for byte, and is wired once', (name) => {
    const input = inputOfCase(name, change)
    const { path, before, text, record } = done(wire(input))

    expect(unwire(text, record)).toBe(before)
    expect(wire(withText(input, path, text))).toMatchObject({ kind: 'already-there', path })
    expect(text.replaceAll('\r\n', '').includes('\r')).toBe(false)
    expect(text.startsWith('\uFEFF')).toBe(before.startsWith('\uFEFF'))
    expect(before.includes('\r\n') && /[^\r]\n/.test(text)).toBe(false)
    expect(parseRecord(JSON.parse(JSON.stringify(record)))).toEqual(record)
  })
})

describe.each([
  'express',
  'fastify',
  'hono',
  'node',
  'koa',
  'fetch',
  'nestjs',
  'nestjs-fastify',
  'h3',
  'hapi',
  'elysia',
])('the application of fixtures/projects/%s', (target) => {
  const files = projectFiles(target)

  it('is wired in already', () => {
    expect(wire(inputOf(target, files))).toMatchObject({ kind: 'already-there', path: 'src/app.ts' })
  })

  it('is as it was, once what it calls is taken out and wired in again', () => {
    const app = files.get('src/app.ts') ?? ''
    const bare = app
      .replace(/^import \{ sessions \}.*\n/m, '')
      .replace(/sessions\(\)\((\w+)\)/, '$1')
      .replace(/^.*sessions\(\)\)\n/m, '')
    const { text } = done(wire(inputOf(target, new Map([...files, ['src/app.ts', bare]]))))

    expect(bare).not.toContain('sessions')
    expect(text).toBe(app)
  })
})

describe('finds it again', () => {
  const input = inputOfCase('express-redis')
  const { path, text, record } = done(wire(input))
  const after = (next: string) => findWiring(withText(input, path, next), record)

  it.each<[string, Options]>([
    ['without semicolons', { semi: false, singleQuote: true }],
    ['in narrow lines with tabs', { printWidth: 30, useTabs: true, trailingComma: 'none', bracketSpacing: false }],
    ['with CRLF', { endOfLine: 'crlf', arrowParens: 'avoid', tabWidth: 4 }],
  ])('after Prettier %s, and takes it out', async (_, options) => {
    const formatted = await format(text, { parser: 'typescript', ...options })
    const original = await format(input.read(path) ?? '', { parser: 'typescript', ...options })

    expect(after(formatted)).toMatchObject({ kind: 'found', path })
    expect(unwire(formatted, record)).toBe(original)
  })

  it('after its lines moved', () => {
    const moved = text.replace('app.use(express.json());\n', '').replace('import express', '\n\nimport express')

    expect(after(moved)).toMatchObject({ kind: 'found', path, line: 12 })
  })

  it('after the application was renamed; then nothing is taken out', () => {
    const renamed = text.replaceAll(/\bapp\b/g, 'shop')

    expect(after(renamed)).toMatchObject({ kind: 'found', path })
    expect(unwire(renamed, record)).toBeNull()
  })

  it('in another file', () => {
    const moved = withText(withText(input, path, null), 'src/http/server.ts', text.replace('./sessions', '../sessions'))

    expect(findWiring(moved, record)).toMatchObject({
      kind: 'found',
      path: 'src/http/server.ts',
      record: { path: 'src/http/server.ts' },
    })
  })

  it('under another name', () => {
    const aliased = text.replace('{ sessions }', '{ sessions as visit }').replace('sessions({', 'visit({')

    expect(after(aliased)).toMatchObject({ kind: 'found', path })
  })

  it('and says when it is gone', () => {
    expect(after(text.replace(/^app\.use\(sessions.*\n/m, ''))).toMatchObject({ kind: 'gone', path })
    expect(after(text.replace('app.use(sessions', '// app.use(sessions'))).toMatchObject({ kind: 'gone', path })
    expect(findWiring(withText(input, path, null), record)).toMatchObject({ kind: 'gone', path })
  })
})

describe('a call around a function', () => {
  const files = filesOf('node-redis')
  const redis = inputOf('node', files, { config: "backend: 'redis'" })
  const cookie = inputOf('node', files, { config: "backend: 'cookie'" })
  const { path, text, record } = done(wire(redis))

  it('is found after Prettier, and taken out', async () => {
    const options: Options = { parser: 'typescript', printWidth: 60 }
    const formatted = await format(text, options)

    expect(formatted).not.toBe(text)
    expect(findWiring(withText(redis, path, formatted), record)).toMatchObject({ kind: 'found', path })
    const rest = unwire(formatted, record) ?? ''
    expect(await format(rest, options)).toBe(await format(files.get(path) ?? '', options))
  })

  it('is brought in step with another connection', () => {
    const next = done(rewire(withText(cookie, path, text), record))

    expect(next.text).toBe(done(wire(cookie)).text)
    expect(unwire(next.text, next.record)).toBe(files.get(path))
  })

  it.each([
    ['that was changed', text.replace('sessions({ client })', 'sessions({ client, backend })')],
    ['that takes more than the function', text.replace('}));', '}, answerError));')],
    ['that stands there twice', `${text}createServer(sessions({ client })(handle));\n`],
  ])('%s is left alone', (_, changed) => {
    expect(unwire(changed, record)).toBeNull()
  })
})

describe('takes nothing out', () => {
  const input = inputOfCase('express-redis')
  const { text, record } = done(wire(input))

  it.each([
    ['that was changed', text.replace('sessions({ client })', 'sessions({ client, backend })')],
    ['that is used elsewhere', `${text}export const quit = () => client.quit();\n`],
    ['that stands there twice', text.replace('app.use(sessions({ client }));\n', '$&$&')],
    ['that is gone', text.replace('app.use(sessions({ client }));\n', '')],
  ])('%s', (_, changed) => {
    expect(unwire(changed, record)).toBeNull()
  })

  it.each([
    ['a line of another module', ['import express from "express";\n']],
    ['a statement about other things', [...record.insertions, 'app.use(express.json());\n']],
  ])('by a record that names %s', (_, insertions) => {
    expect(unwire(text, { ...record, insertions })).toBeNull()
  })

  it('where somebody else wired it in', () => {
    const own = wire(withText(input, 'src/app.ts', text))

    expect(own).toMatchObject({ kind: 'already-there', record: { insertions: [] } })
  })
})

describe('brings it in step', () => {
  const files = filesOf('express-redis')
  const redis = inputOf('express', files, { config: "backend: 'redis'" })
  const cookie = inputOf('express', files, { config: "backend: 'cookie'" })
  const ioredis = inputOf('express', files, { config: "backend: { type: 'redis', client: 'ioredis' }" })
  const elsewhere = inputOf('express', files, { config: "backend: 'redis', output: 'src/http/visits'" })
  const PATH = 'src/app.ts'

  it.each([
    ['from a driver to another', redis, ioredis],
    ['from a driver to none', redis, cookie],
    ['from none to a driver', cookie, redis],
  ])('%s: as if it had been wired so', (_, from, to) => {
    const { text, record } = done(wire(from))
    const changed = withText(to, PATH, text)

    expect(findWiring(changed, record)).toMatchObject({ kind: 'outdated', why: 'connection', path: PATH })
    const next = done(rewire(changed, record))
    expect(next.text).toBe(done(wire(to)).text)
    expect(next.record).toEqual(done(wire(to)).record)
    expect(findWiring(withText(to, PATH, next.text), next.record)).toMatchObject({ kind: 'found' })
  })

  it('where it was moved to', () => {
    const { text, record } = done(wire(cookie))
    const call = 'app.use(sessions());\n'
    const moved = text.replace(call, '').replace('app.listen', `${call}app.listen`)
    const next = done(rewire(withText(ioredis, PATH, moved), record))

    expect(next.text).toMatch(
      /\}\);\n\nconst client = new Redis.*\n.*\napp\.use\(sessions\(\{ client \}\)\);\napp\.listen/,
    )
    expect(unwire(next.text, next.record)).toBe(files.get(PATH))
  })

  it('to another folder: nothing else of the file changes', () => {
    const { text, record } = done(wire(redis))
    const changed = withText(elsewhere, PATH, text)

    expect(findWiring(changed, record)).toMatchObject({ kind: 'outdated', why: 'folder' })
    const next = done(rewire(changed, record))
    expect(next.text).toBe(text.replace('./sessions/index.js', './http/visits/index.js'))
    expect(unwire(next.text, next.record)).toBe(files.get(PATH))
  })

  it('to another folder and another connection at once', () => {
    const { text, record } = done(wire(cookie))
    const next = done(rewire(withText(elsewhere, PATH, text), record))

    expect(next.text).toBe(done(wire(elsewhere)).text)
  })

  it('not over what was changed by hand: it says what to put in, and where', () => {
    const { text, record } = done(wire(redis))
    const changed = text.replace('client.on(', 'client.once(')
    const wiring = rewire(withText(cookie, PATH, changed), record)

    expect(wiring).toMatchObject({
      kind: 'unable',
      where: 'in src/app.ts, in place of what is there',
      paste: 'import { sessions } from "./sessions/index.js";\n\napp.use(sessions());',
    })
  })

  it('and leaves alone what is in step', () => {
    const { text, record } = done(wire(redis))

    expect(rewire(withText(redis, PATH, text), record)).toMatchObject({ kind: 'already-there', record })
  })
})

describe('a record that is read back', () => {
  const record: WiringRecord = {
    path: 'src/app.ts',
    session: null,
    output: 'src/sessions',
    driver: null,
    insertions: ['app.use(sessions())\n'],
  }

  it('has its own members, and no others', () => {
    expect(parseRecord({ ...record, more: 1 })).toEqual(record)
  })

  it.each<[string, unknown]>([
    ['no object', null],
    ['a list', []],
    ['a path that leads out', { ...record, path: '../app.ts' }],
    ['an absolute path', { ...record, path: '/etc/app.ts' }],
    ['a path of Windows', { ...record, path: 'C:\\app.ts' }],
    ['a path below node_modules', { ...record, path: 'node_modules/a/index.js' }],
    ['a path that is no source', { ...record, path: '.git/hooks/pre-commit' }],
    ['a path that is not normal', { ...record, path: 'src/./app.ts' }],
    ['a folder that leads out', { ...record, output: '../../x' }],
    ['an insertion that is no text', { ...record, insertions: [1] }],
    ['an empty insertion', { ...record, insertions: [' \n'] }],
    ['more insertions than there can be', { ...record, insertions: Array(4).fill('a') }],
    ['an insertion without end', { ...record, insertions: ['a'.repeat(10_000)] }],
    ['members of its prototype', Object.create(record)],
  ])('is not %s', (_, value) => {
    expect(parseRecord(value)).toBeNull()
  })
})
