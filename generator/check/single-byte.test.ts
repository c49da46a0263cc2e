// Every change of a single byte, of every file that is managed and of the config: each is found and named.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { transformSync } from 'esbuild'
import { format as prettierFormat } from 'prettier'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { call, type TrialProject } from '../cli/trial-project.harness.ts'
import { readLiteral } from '../config/read-literal.ts'
import { validateConfig } from '../config/validate.ts'
import { GeneratorError } from '../errors.ts'
import { prepare, type Run } from '../pipeline.ts'
import { isEmittedName } from '../plan/emitted-names.ts'
import { readBefore, readText } from '../reconcile/read-before.ts'
import { type Before, type NextFile, reconcile } from '../reconcile/reconcile.ts'
import { normalised } from '../reconcile/text.ts'
import type { Cause } from './causes.ts'
import { type Finding, findingsOf } from './findings.ts'
import { generatedProject } from './generated-project.fixture.ts'
import { remediesFor } from './remedies.ts'

const REMEDIES = remediesFor([])
const SPACE = 0x20

/** The ways in which one byte is changed; each gives other bytes than there were. */
const WAYS: Readonly<Record<string, (bytes: Buffer, at: number) => Buffer>> = {
  'another bit': (bytes, at) => {
    const changed = Buffer.from(bytes)
    changed[at] = (bytes[at] ?? 0) ^ 1
    return changed
  },
  'taken out': (bytes, at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]),
  'a space before it': (bytes, at) => Buffer.concat([bytes.subarray(0, at), Buffer.of(SPACE), bytes.subarray(at)]),
}

let project: TrialProject
let run: Run
let before: Before

beforeAll(async () => {
  project = await generatedProject()
  run = await prepare({ root: project.root })
  const found = readBefore(project.root, run.loaded.file, run.next)
  before = { ...found, tidyBase: new Map(), tidyDisk: new Map(), isEmittedName }
})
afterAll(() => project.remove())

it('every byte of every managed file, changed in three ways, is named', () => {
  const count = { files: 0, bytes: 0, changes: 0, notText: 0 }
  const missed: string[] = []
  for (const file of run.next) {
    const bytes = readFileSync(join(project.root, file.path))
    count.files += 1
    count.bytes += bytes.length
    for (const [way, change] of Object.entries(WAYS)) {
      for (let at = 0; at < bytes.length; at += 1) {
        const text = textOf(change(bytes, at))
        count.changes += 1
        if (text === null) {
          count.notText += 1
          continue
        }
        const named = findingsFor(file, text)
        if (named.length !== 1 || named[0]?.path !== file.path || named[0].cause !== 'edited') {
          missed.push(`${file.path}:${at} ${way}: ${named.map(({ cause }) => cause).join()}`)
        }
      }
    }
  }
  console.log(
    `single bytes: ${count.bytes} in ${count.files} files, ${count.changes} changes, ${count.notText} that are no UTF-8`,
  )
  expect(missed).toEqual([])
  expect(count.bytes).toBeGreaterThan(60_000)
}, 120_000)

it('a change that leaves no UTF-8 is an error that names the file', () => {
  const file = run.next.find(({ text }) => /[^\0-\x7F]/.test(text))
  const path = file?.path ?? ''
  const bytes = readFileSync(join(project.root, path))
  const at = bytes.findIndex((byte) => byte > 0x7f)

  writeFileSync(join(project.root, path), Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]))
  expect(() => readText(project.root, path)).toThrow(`${path} is not UTF-8`)
  writeFileSync(join(project.root, path), bytes)
})

it('a carriage return before a line end is named, and is other line ends', () => {
  for (const file of run.next) {
    const text = project.read(file.path)
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
      expect(causesOf(findingsFor(file, `${text.slice(0, at)}\r${text.slice(at)}`))).toEqual(['line-endings'])
    }
  }
})

it.each(['session-lifetime.ts', 'index.ts'])(
  'of %s, each change of white space is formatting where the code is the same, and an edit where it is not',
  async (name) => {
    const file = run.next.find(({ path }) => path.endsWith(`/${name}`)) ?? expect.unreachable()
    const text = project.read(file.path)
    const bytes = Buffer.from(text)
    const code = codeOf(text)
    const count: Partial<Record<Cause, number>> = {}
    for (const change of [WAYS['taken out'], WAYS['a space before it']]) {
      for (let at = 0; at < bytes.length; at += 1) {
        const changed = textOf(change?.(bytes, at) ?? bytes)
        if (changed === null || changed.replace(/\s/g, '') !== text.replace(/\s/g, '')) {
          continue
        }
        const [named = expect.unreachable()] = findingsFor(file, changed, await tidied(file, changed))
        count[named.cause] = (count[named.cause] ?? 0) + 1
        expect(['formatting', 'edited']).toContain(named.cause)
        if (named.cause === 'formatting') {
          expect(codeOf(changed)).toBe(code)
        }
      }
    }
    console.log(`white space of ${name}: ${count.formatting} formatting, ${count.edited} edits`)
    expect(count.formatting).toBeGreaterThan(100)
  },
  60_000,
)

it('every byte of the config, changed in three ways, is drift or an error, unless the config means the same', async () => {
  const config = run.loaded.file
  const bytes = readFileSync(join(project.root, config))
  const meaning = meaningOf(config, bytes.toString())
  const count = { sameMeaning: 0, drift: 0, error: 0 }
  for (const change of Object.values(WAYS)) {
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = change(bytes, at)
      if (meaningOf(config, changed.toString()) === meaning) {
        count.sameMeaning += 1
        continue
      }
      writeFileSync(join(project.root, config), changed)
      const ended = await call(project, 'check')
      expect([1, 2], changed.toString()).toContain(ended.code)
      count[ended.code === 1 ? 'error' : 'drift'] += 1
    }
  }
  writeFileSync(join(project.root, config), bytes)
  console.log(`config: ${bytes.length} bytes, ${JSON.stringify(count)}`)
  expect(count.drift).toBeGreaterThan(0)
}, 120_000)

/** The config as the plan gets it, with what it does not say; null where it is no literal, or is not valid. */
function meaningOf(file: string, text: string): string | null {
  try {
    const reading = readLiteral(file, text)
    const loaded = { file, value: reading.value, executed: false, placeOf: reading.placeOf }
    const { sessions } = validateConfig(loaded, run.facts.detectedTargets)
    return reading.isLiteral ? JSON.stringify(sessions) : null
  } catch (error) {
    expect(error).toBeInstanceOf(GeneratorError)
    return null
  }
}

/** The decision about one file, with this text on disk. */
function findingsFor(file: NextFile, text: string, tidy?: Pick<Before, 'tidyBase' | 'tidyDisk'>): readonly Finding[] {
  const { manifest, base } = before
  const files = manifest?.files.filter(({ path }) => path === file.path) ?? []
  const { changes } = reconcile(
    {
      ...before,
      manifest: manifest === null ? null : { ...manifest, files },
      base: new Map([[file.path, base.get(file.path) ?? '']]),
      disk: new Map([[file.path, text]]),
      ...tidy,
    },
    [file],
  )
  return findingsOf({ config: run.loaded.file, changes, wirings: [], isInterrupted: false, warnings: [] }, REMEDIES)
}

/** What the project's formatter makes of the text on disk, and of the base. */
async function tidied({ path }: NextFile, text: string): Promise<Pick<Before, 'tidyBase' | 'tidyDisk'>> {
  const tidyBase = new Map([[path, before.base.get(path) ?? '']])
  try {
    const formatted = await prettierFormat(text, { ...run.facts.style, parser: 'typescript' })
    return { tidyBase, tidyDisk: new Map([[path, normalised(formatted)]]) }
  } catch {
    return { tidyBase, tidyDisk: new Map() }
  }
}

function causesOf(findings: readonly Finding[]): readonly Cause[] {
  return findings.map(({ cause }) => cause)
}

/** The bytes as text; null where they are no UTF-8. */
function textOf(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

/** Code as another tool understands it, without its layout. */
function codeOf(text: string): string {
  return transformSync(text, { loader: 'ts', minifyWhitespace: true, format: 'esm' }).code
}
