// What an editor shows while a config is written: the fields, their docs, the words that they take.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript-5'
import { beforeAll, describe, expect, it } from 'vitest'
import { backends, targetNames } from '../../templates/registry.ts'
import { packageRoot } from '../emit/read-template.ts'
import { sessionSchema } from './schema.ts'

const CONFIG = join(packageRoot(), 'sessions.config.ts')
const START = `import { defineConfig } from 'create-session'\n\nexport default defineConfig(`

/** The text of the config, with `|` where the cursor is. */
let text = ''
let version = 0
let service: ts.LanguageService

beforeAll(() => {
  const isThere = (path: string): boolean => path === CONFIG || existsSync(path)
  const read = (path: string): string | undefined =>
    path === CONFIG ? text.replace('|', '') : existsSync(path) ? readFileSync(path, 'utf8') : undefined
  service = ts.createLanguageService({
    getCompilationSettings: () => ({
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      types: [],
      paths: { 'create-session': [join(packageRoot(), 'generator/index.ts')] },
    }),
    getScriptFileNames: () => [CONFIG],
    getScriptVersion: (path) => (path === CONFIG ? String(version) : '0'),
    getScriptSnapshot: (path) => {
      const found = read(path)
      return found === undefined ? undefined : ts.ScriptSnapshot.fromString(found)
    },
    getCurrentDirectory: packageRoot,
    getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
    fileExists: isThere,
    readFile: read,
    directoryExists: existsSync,
  })
})

function open(argument: string): number {
  text = `${START}${argument})\n`
  version += 1
  return text.indexOf('|')
}

/** What the editor offers at the cursor. */
function offered(argument: string): readonly string[] {
  const found = service.getCompletionsAtPosition(CONFIG, open(argument), {})
  return (found?.entries ?? []).map(({ name }) => name.replaceAll(/^['"]|['"]$/g, ''))
}

function shownAt(argument: string): string {
  const info = service.getQuickInfoAtPosition(CONFIG, open(argument))
  const tags = (info?.tags ?? []).map(({ name, text: parts }) => `@${name} ${ts.displayPartsToString(parts)}`)
  return [ts.displayPartsToString(info?.documentation), ...tags].join('\n')
}

describe('completions', () => {
  it('are the fields of a session, and `sessions`', () => {
    expect(offered('{ | }').toSorted()).toEqual([...Object.keys(sessionSchema.shape), 'sessions'].toSorted())
  })

  it('are the fields of one of several sessions', () => {
    expect(offered('{ sessions: { admin: { | } } }').toSorted()).toEqual(Object.keys(sessionSchema.shape).toSorted())
  })

  it.each([
    ["{ target: '|' }", targetNames],
    ["{ backend: '|' }", backends.map(({ name }) => name)],
    ["{ backend: { type: '|' } }", backends.map(({ name }) => name)],
    ["{ backend: { type: 'redis', client: '|' } }", ['node-redis', 'ioredis']],
    ["{ backend: { type: 'redis', | } }", ['client', 'prefix']],
    ["{ backend: { type: 'memory', | } }", ['allowInProduction', 'maxSessions']],
    ["{ sameSite: '|' }", ['lax', 'strict', 'none']],
    ["{ maxAge: '|' }", ['session']],
    ["{ scopes: ['|'] }", ['http', 'websocket']],
  ])('of %s are the words that it takes', (argument, words) => {
    expect(offered(argument).toSorted()).toEqual([...words].toSorted())
  })
})

describe('the doc of a field', () => {
  it('says what it is for, its unit, its default and an example', () => {
    expect(shownAt("{ max|Age: '14d' }")).toBe(
      "How long a session lives without renewal: seconds or text, at most 400 days. `'session'`: the cookie ends with the\n" +
        'browser, and `idleTimeout` says how long the session lives.\n' +
        "@default '14d'\n" +
        "@example '12h'",
    )
  })

  it.each(Object.keys(sessionSchema.shape))('is there for %s', (field) => {
    expect(shownAt(`{ |${field}: undefined }`)).toMatch(/^[A-Z][^]*\.\n@default [^]*\n@example /)
  })

  it('is there for an option of a backend', () => {
    expect(shownAt("{ backend: { type: 'redis', |prefix: 'a:' } }")).toContain('The beginning of every key')
  })
})

describe('types', () => {
  it.each([
    ["{ maxAge: '14d|' }", true],
    ["{ maxAge: 60, scopes: ['http'], exclude: ['^/a'] }|", true],
    ["{ maxAge: '14 days|' }", false],
    ["{ maxage: '14d|' }", false],
    ["{ backend: { type: 'redis', directory: '|' } }", false],
    ["{ target: 'rails|' }", false],
  ])('of %s', (argument, isRight) => {
    open(argument)

    expect(service.getSemanticDiagnostics(CONFIG).map(({ code }) => code).length === 0).toBe(isRight)
  })
})
