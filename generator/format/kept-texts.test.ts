import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as prettier from 'prettier'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../templates/contracts/services.ts'
import { format, PARSERS, type StyleFacts } from './format.ts'
import { forgetTexts, keepTexts, keptTexts } from './kept-texts.ts'

const FACTS: StyleFacts = {
  semi: false,
  singleQuote: true,
  useTabs: false,
  tabWidth: 2,
  printWidth: 80,
  endOfLine: 'lf',
}
const FILES = [
  { path: 'src/a.ts', source: 'a', text: 'export const a   = "x";\n' },
  { path: 'src/b.ts', source: 'b', text: 'export function b() { return a }\n' },
  { path: 'src/README.md', source: 'c', text: '# A\n* b\n\n```ts\nf( "a" )\n```\n' },
  { path: 'migrations/1.sql', source: 'd', text: 'create   table a ();\n' },
]

let folder: ReturnType<typeof temporaryFolder>
let cache: ReturnType<typeof temporaryFolder>
let file = ''
beforeEach(() => {
  folder = temporaryFolder('kept')
  cache = temporaryFolder('kept-cache')
  file = join(cache.path, 'folder/formatted.json')
})
afterEach(() => {
  forgetTexts()
  folder.remove()
  cache.remove()
})

function write(path: string, text: string): void {
  const absolute = join(folder.path, path)
  mkdirSync(dirname(absolute), { recursive: true })
  writeFileSync(absolute, text)
}

/** As a process of its own would. */
async function run(files = FILES, facts = FACTS, mayExecute = true): Promise<readonly string[]> {
  keepTexts(file)
  const formatted = await format(files, folder.path, facts, mayExecute)
  keptTexts()?.write()
  forgetTexts()
  return formatted.map(({ text }) => text)
}

async function runWithout(files = FILES, facts = FACTS): Promise<readonly string[]> {
  return (await format(files, folder.path, facts)).map(({ text }) => text)
}

function stored(): Record<string, string> {
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
}

/** Shows where a text comes from. */
function mark(): void {
  writeFileSync(file, JSON.stringify(Object.fromEntries(Object.keys(stored()).map((key) => [key, 'kept']))))
}

describe('formatted texts', () => {
  it.each([
    ['a project that says nothing', {}],
    ['a project with options of Prettier', { '.prettierrc': '{ "semi": true }' }],
    ['a project with an .editorconfig', { '.editorconfig': '[*]\nindent_style = tab\n' }],
  ])('are kept, and the same as without: %s', async (_, files) => {
    Object.entries(files).forEach(([path, text]) => write(path, text))
    const expected = await runWithout()
    expect(await run()).toEqual(expected)
    expect(await run()).toEqual(expected)
    mark()
    expect(await run()).toEqual(['kept', 'kept', 'kept', expected[3]])
  })

  it.each([
    ['another text', (): Promise<unknown> => run(FILES.map((each) => ({ ...each, text: `${each.text}\n// new\n` })))],
    ['another style', (): Promise<unknown> => run(FILES, { ...FACTS, semi: true })],
    [
      'another kind of file',
      (): Promise<unknown> =>
        run(FILES.map((each) => ({ ...each, path: each.path.replace('.ts', '.js') })).slice(0, 2)),
    ],
    [
      'options that the project has now',
      (): Promise<unknown> => {
        write('.prettierrc', '{ "semi": true }')
        return run()
      },
    ],
    [
      'an .editorconfig that the project has now',
      (): Promise<unknown> => {
        write('.editorconfig', '[*]\nindent_style = tab\n')
        return run()
      },
    ],
  ])('are not taken for %s', async (_, again) => {
    await run()
    mark()
    expect(await again()).not.toContain('kept')
  })

  it('are not taken where nothing of the project may be executed', async () => {
    await run()
    mark()
    expect(await run(FILES, FACTS, false)).toEqual(await runWithout())
  })

  it('are made again where what is kept cannot be read', async () => {
    await run()
    writeFileSync(file, '{ "a": ')
    expect(await run()).toEqual(await runWithout())
    writeFileSync(file, '[1, null]')
    expect(await run()).toEqual(await runWithout())
  })

  it('are dropped when no run asks for them any more', async () => {
    await run()
    await run(FILES.slice(0, 1), { ...FACTS, semi: true })
    expect(Object.keys(stored())).toHaveLength(1)
  })

  it('are of the parser that Prettier takes', async () => {
    for (const [end, parser] of PARSERS) {
      const { inferredParser } = await prettier.getFileInfo(`a${end}`)
      expect([end, inferredParser]).toEqual([end, parser])
    }
  })
})
