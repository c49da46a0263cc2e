// How a file is written, read off the lines beside which something is put in; and the putting in.
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import { applyEdits, type Edit } from '../emit/specialise/edits.ts'
import { attachedComments } from '../emit/specialise/trivia.ts'

export interface FileStyle {
  readonly quote: "'" | '"'
  readonly semicolons: boolean
  readonly endOfLine: '\n' | '\r\n'
  /** `{ a }` rather than `{a}`. */
  readonly hasSpacesInBraces: boolean
  /** What declares a module that was required. */
  readonly keyword: 'const' | 'let' | 'var'
}

/** @param neighbour The import, or the call of `require`, below which another will stand. */
export function styleOf(file: ts.SourceFile, neighbour: ts.Statement): FileStyle {
  const line = neighbour.getText()
  const quote = /["']/.exec(line)?.[0] ?? /["']/.exec(file.text)?.[0]
  const braces = /(?:import|const|let|var)\s*\{(\s?)/.exec(file.text)?.[1]
  const keyword = /^(const|let|var)\b/.exec(line)?.[1]
  return {
    quote: quote === '"' ? '"' : "'",
    semicolons: line.endsWith(';'),
    endOfLine: /\r?\n/.exec(file.text.slice(neighbour.end))?.[0] === '\r\n' ? '\r\n' : '\n',
    hasSpacesInBraces: braces !== '',
    keyword: keyword === 'let' || keyword === 'var' ? keyword : 'const',
  }
}

/** Code of ours in the style of a file. `code` has single quotes, spaces in braces, and no semicolons. */
export function restyle(code: string, style: FileStyle): string {
  const file = compiler().createSourceFile('code.ts', code, compiler().ScriptTarget.Latest, true)
  const edits: Edit[] = []
  const visit = (node: ts.Node): void => {
    if (compiler().isStringLiteral(node) && style.quote === '"') {
      edits.push({ start: node.getStart(), end: node.end, text: JSON.stringify(node.text) })
    }
    const isBraced =
      compiler().isNamedImports(node) ||
      compiler().isObjectBindingPattern(node) ||
      compiler().isObjectLiteralExpression(node)
    if (isBraced && !style.hasSpacesInBraces) {
      edits.push({ start: node.getStart() + 1, end: node.getStart() + 2, text: '' })
      edits.push({ start: node.end - 2, end: node.end - 1, text: '' })
    }
    compiler().forEachChild(node, visit)
  }
  visit(file)
  if (style.semicolons) {
    edits.push(...file.statements.map(({ end }) => ({ start: end, end, text: ';' })))
  }
  return applyEdits(code, edits)
}

/** Puts whole lines below a statement; where others share its line, behind it. */
export function insertBelow(statement: ts.Statement, lines: readonly string[], style: FileStyle): Edit {
  const { text } = statement.getSourceFile()
  const indent = indentAt(text, statement.getStart())
  const rest = /^[ \t]*(\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/[ \t]*)?(\r?\n|$)/.exec(text.slice(statement.end))
  if (rest === null) {
    const separated = text[statement.end - 1] === ';' || text[statement.end - 1] === '}' ? '' : ';'
    const inline = lines.filter((line) => line !== '').map((line) => line.replace(/;?$/, ';'))
    return insertion(statement.end, `${separated} ${inline.join(' ')}`)
  }
  const { endOfLine } = style
  const block = lines.map((line) => (line === '' ? '' : indent + line)).join(endOfLine)
  const position = statement.end + rest[0].length
  return rest[2] === '' ? insertion(position, endOfLine + block) : insertion(position, block + endOfLine)
}

/** Puts whole lines above a statement and the comments that belong to it. */
export function insertAbove(statement: ts.Statement, lines: readonly string[], style: FileStyle): Edit {
  const file = statement.getSourceFile()
  const { text } = file
  const line = text.lastIndexOf('\n', attachedComments(file, statement)[0]?.pos ?? statement.getStart()) + 1
  const start = line === 0 && text.startsWith('\uFEFF') ? 1 : line
  const indent = indentAt(text, statement.getStart())
  const { endOfLine } = style
  return insertion(start, lines.map((line) => (line === '' ? '' : indent + line)).join(endOfLine) + endOfLine)
}

export function insertion(position: number, text: string): Edit {
  return { start: position, end: position, text }
}

function indentAt(text: string, position: number): string {
  const start = text.lastIndexOf('\n', position - 1) + 1
  return /^\uFEFF?([ \t]*)/.exec(text.slice(start))?.[1] ?? ''
}
