// Cuts code into its declarations.
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import { parse } from './parse.ts'

/** A stretch of a text. All blocks of a text are the whole of it, one after the other. */
export interface Block {
  /** What it declares: the kind and the name. */
  readonly name: string
  /** The name, and which one of that name it is. */
  readonly key: string
  readonly text: string
  /** The blocks of a class or an interface: its head, its members, its end. Null for others. */
  readonly inner: readonly Block[] | null
}

export type Blocks = readonly Block[]

/** @returns Null where the text is nested too deeply to be read. */
export function blocksOf(path: string, text: string): Blocks | null {
  const file = parse(path, text)
  return file === null ? null : split(file, file.statements, { start: 0, close: file.end, end: file.end })
}

interface Stretch {
  readonly start: number
  /** Where what closes it begins, as the brace of a class does. */
  readonly close: number
  readonly end: number
}

/** Cuts a stretch of a file in front of each node, with what belongs to it: comments and decorators above it. */
function split(file: ts.SourceFile, nodes: readonly ts.Node[], { start, close, end }: Stretch): Blocks {
  const { text } = file
  const blocks: Block[] = []
  const seen = new Map<string, number>()
  const starts = nodes.map((node) => startOf(file, node))
  let at = start
  // A licence that is put on top of the file's own comment is no edit of that.
  const first = starts[0] ?? end
  addUntil('head', start + lengthBeforeLastParagraph(text.slice(start, first)))
  addUntil('title', first)
  for (const [index, node] of nodes.entries()) {
    addComment(starts[index] ?? end)
    const to = Math.min(endOfLine(text, node.end), starts[index + 1] ?? end)
    addUntil(nameOf(file, node), to, innerOf(file, node, at, to))
  }
  addComment(close)
  if (at < end) {
    addUntil('tail', end)
  }
  return blocks

  function addUntil(name: string, to: number, inner: Blocks | null = null): void {
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    blocks.push({ name, key: `${name} ${count}`, text: text.slice(at, to), inner })
    at = to
  }

  /** Blank lines in front of a node come with it; a comment that a blank line parts from it stands for itself. */
  function addComment(before: number): void {
    const comment = text.slice(at, before).trimEnd()
    if (comment !== '') {
      addUntil('comment', endOfLine(text, at + comment.length - 1))
    }
  }
}

function innerOf(file: ts.SourceFile, node: ts.Node, start: number, end: number): Blocks | null {
  const isContainer = compiler().isClassDeclaration(node) || compiler().isInterfaceDeclaration(node)
  return isContainer && node.members.length > 0
    ? split(file, node.members, { start, close: startOfLine(file.text, node.end - 1), end })
    : null
}

/**
 * The beginning of the line of a node's first comment that is not parted from it by a blank line. Comments of one line at the top of a
 * file are about the file.
 */
function startOf(file: ts.SourceFile, node: ts.Node): number {
  let start = node.getStart(file)
  for (const comment of (compiler().getLeadingCommentRanges(file.text, node.pos) ?? []).toReversed()) {
    const isOfFile = node.pos === 0 && comment.kind === compiler().SyntaxKind.SingleLineCommentTrivia
    if (isOfFile || /\n\s*\n/.test(file.text.slice(comment.end, start))) {
      break
    }
    start = comment.pos
  }
  return startOfLine(file.text, start)
}

function lengthBeforeLastParagraph(text: string): number {
  return /^[^]*\n[ \t]*\n/.exec(text.trimEnd())?.[0].length ?? 0
}

function startOfLine(text: string, position: number): number {
  return text.lastIndexOf('\n', position - 1) + 1
}

function endOfLine(text: string, position: number): number {
  const end = text.indexOf('\n', position)
  return end === -1 ? text.length : end + 1
}

function nameOf(file: ts.SourceFile, node: ts.Node): string {
  const kind = compiler().SyntaxKind[node.kind]
  if (compiler().isImportDeclaration(node) || compiler().isExportDeclaration(node)) {
    return `${kind} ${node.moduleSpecifier?.getText(file) ?? ''}`
  }
  const { name } = node as { readonly name?: ts.Node }
  const names = compiler().isVariableStatement(node) ? node.declarationList.declarations.map((one) => one.name) : [name]
  return `${kind} ${names.map((one) => one?.getText(file).replaceAll(/\s+/g, ' ') ?? '').join()}`
}
