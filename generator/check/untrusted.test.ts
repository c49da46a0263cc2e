// Names and messages that come from a stranger's files, in each format.
import { describe, expect, it } from 'vitest'
import { advisories } from '../../templates/advisories.ts'
import type { Finding } from './findings.ts'
import { FORMATS, type Format, printCheck } from './formats.ts'
import { type CheckedProject, reportOf } from './report.ts'

/** What a file, a field or a message may be called by somebody who wants to be obeyed. */
const HOSTILE: Readonly<Record<string, string>> = {
  'a line end': 'src/a\n::error file=b::owned',
  'a carriage return': 'src/a\r::error file=b::owned',
  'a workflow command': '::set-output name=x::owned',
  'a workflow command behind spaces': '  ::stop-commands::owned',
  'an older workflow command': 'src/##[add-mask]owned',
  'a command of another build service': '##vso[task.setvariable variable=x]owned',
  'an encoded line end': 'src/a%0A::error::owned',
  'an encoded percent sign': 'src/a%250Aowned',
  'a comma and a colon': 'src/a,line=1,title=owned::b',
  'a bracket': 'src/a]owned',
  'colours and a cleared screen': 'src/\u001B[31m\u001B[2Jowned',
  'a link of a terminal': 'src/\u001B]8;;https://example.com\u0007owned',
  'a C1 control': 'src/\u009B2Jowned',
  'text that is turned around': 'src/\u202Egnp.ts\u2066owned',
  'separators of lines and paragraphs': 'src/a\u2028b\u2029owned',
  'an invisible tag': 'src/a\u{E0041}owned',
  'a null byte': 'src/a\u0000owned',
  'half a character': 'src/a\uD800owned',
  'quotes and a backslash': `src/a"b'c\\owned`,
}

const [ADVISORY] = advisories

describe.each(FORMATS)('annotation injection and ANSI escapes, as %s', (format) => {
  describe.each(Object.entries(HOSTILE))('%s', (_, text) => {
    const lines = printed(format, text)

    it('prints nothing that a terminal obeys or turns around', () => {
      expect(lines.join('\n')).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\u2028\u2029]/u)
    })

    it('prints no command but its own', () => {
      const commands = lines.filter((line) => line.trimStart().startsWith('::') || /##\w*\[/.test(line))
      expect(commands.filter((line) => !isOwnCommand(line))).toEqual([])
      expect(commands).toHaveLength(format === 'github' ? 4 : 0)
    })

    it('says the text all the same', () => {
      expect(lines.join('\n')).toContain('owned')
    })
  })
})

describe('what a program reads', () => {
  it.each(Object.entries(HOSTILE))('holds the very name: %s', (_, text) => {
    const report = JSON.parse(printed('json', text).join('\n')) as { projects: { findings: Finding[] }[] }

    expect(report.projects[0]?.findings[0]).toMatchObject({ path: text, message: text })
  })

  it.each(Object.entries(HOSTILE))('names in SARIF a file by its address: %s', (_, text) => {
    const { runs } = JSON.parse(printed('sarif', text).join('\n')) as { runs: { results: SarifResult[] }[] }
    const uri = runs[0]?.results[0]?.locations[0]?.physicalLocation.artifactLocation.uri ?? ''

    expect(uri).toMatch(/^[A-Za-z0-9\-._~!*'()%/]+$/)
    expect(decodeURIComponent(uri)).toBe(text.replace('\uD800', '\uFFFD'))
  })

  it.each(Object.entries(HOSTILE))('reads in an annotation the properties that were meant: %s', (_, text) => {
    const [first = ''] = printed('github', text).filter((line) => line.startsWith('::'))
    const { properties, message } = parsedAsRunnerDoes(first)

    expect(Object.keys(properties)).toEqual(['file', 'line', 'title'])
    expect(properties['line']).toBe('7')
    expect(message.split('\n')).toHaveLength(2)
    expect(message.split('\n')[1]).toBe('Do this')
  })

  it('gives a name back as it is where nothing in it is dangerous', () => {
    const [first = ''] = printed('github', 'src/100%, or: more.ts').filter((line) => line.startsWith('::'))

    expect(parsedAsRunnerDoes(first).properties['file']).toBe('src/100%, or: more.ts')
  })
})

interface SarifResult {
  readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } }[]
}

/** A report in which every text that comes from the project is this one. */
function printed(format: Format, text: string): readonly string[] {
  const finding: Finding = {
    cause: 'config-changed',
    severity: 'error',
    path: text,
    line: 7,
    message: text,
    remedy: 'Do this',
    advisory: null,
  }
  const failure = {
    code: 'config-invalid',
    message: text,
    hint: text,
    where: null,
    problems: [{ where: { file: text, line: 1, column: 2 }, message: text }],
  }
  const project: CheckedProject = {
    config: text,
    executed: [text],
    unread: [text],
    sessions: [{ target: 'express', backend: text, output: text }],
    files: 3,
    findings: [
      finding,
      { ...finding, cause: 'security-fix', advisory: ADVISORY ?? null },
      { ...finding, cause: 'config-warning', severity: 'warning' },
      { ...finding, cause: 'edited', severity: 'note' },
    ],
    failure: null,
  }
  const lines: string[] = []
  const print = (printedText: string): number => lines.push(...printedText.split('\n'))
  printCheck(
    reportOf([project, { ...project, findings: [], failure }]),
    { format, way: '', version: '1.2.3' },
    { out: print, err: print, isInteractive: false, hasColours: false },
  )
  return lines
}

function isOwnCommand(line: string): boolean {
  return /^::(error|warning) file=[^:,]*,line=\d+,(col=\d+,)?title=create-session%3A [\w ]+::/.test(line)
}

/** As the runner of GitHub Actions takes a command apart. */
function parsedAsRunnerDoes(line: string): { properties: Record<string, string>; message: string } {
  const [, head = '', data = ''] = /^::(.*?)::(.*)$/.exec(line) ?? []
  const decoded = (text: string): string => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
  const pairs = head
    .replace(/^\w+ /, '')
    .split(',')
    .map((pair) => {
      const at = pair.indexOf('=')
      const value = pair
        .slice(at + 1)
        .replaceAll('%3A', ':')
        .replaceAll('%2C', ',')
      return [pair.slice(0, at), decoded(value)]
    })
  return { properties: Object.fromEntries(pairs) as Record<string, string>, message: decoded(data) }
}
