// Which comments and line ends belong to a node, so that it goes away without leaving them behind.
import type { ts } from 'ts-morph'
import { GeneratorError } from '../../errors.ts'
import type { Edit } from './edits.ts'
import { type Comment, leadingComments } from './comments.ts'

const BLANK_LINE = /\n[ \t]*\r?\n/

/** Where a node stands in a text. */
export interface Span {
  /** The end of what stands before it. */
  readonly pos: number
  readonly start: number
  readonly end: number
}

/** The comments right above a node, first one first: no blank line between, and not the line that heads the file. */
export function attachedComments(file: ts.SourceFile, node: ts.Node): readonly Comment[] {
  return commentsAbove(file.text, node.getFullStart(), node.getStart(file))
}

function commentsAbove(text: string, pos: number, start: number): readonly Comment[] {
  const comments = leadingComments(text, pos)
  const header = headerOf(text)
  let end = start
  let first = comments.length
  while (first > 0) {
    const comment = comments[first - 1]
    if (comment === undefined || comment.pos < header || BLANK_LINE.test(text.slice(comment.end, end))) {
      break
    }
    end = comment.pos
    first -= 1
  }
  return comments.slice(first)
}

/** Deletes a node with its comments, its comma, and the line that it leaves empty. */
export function removal(file: ts.SourceFile, node: ts.Node, inCommaList: boolean = false): Edit {
  const span = { pos: node.getFullStart(), start: node.getStart(file), end: node.end }
  return removalOf(file.text, span, inCommaList)
}

/** The same of a node that is known by its place alone. */
export function removalOf(text: string, span: Span, inCommaList: boolean = false): Edit {
  let start = commentsAbove(text, span.pos, span.start)[0]?.pos ?? span.start
  let end = span.end
  if (inCommaList) {
    end += /^\s*,/.exec(text.slice(end))?.[0].length ?? 0
  }
  const indent = /[ \t]*$/.exec(text.slice(0, start))?.[0].length ?? 0
  const restOfLine = /^[ \t]*(\/\/[^\n]*|\/\*[^\n]*\*\/[ \t]*)?(\r?\n|$)/.exec(text.slice(end))
  const startsLine = start - indent === 0 || text[start - indent - 1] === '\n'
  if (startsLine && restOfLine !== null) {
    start -= indent
    end += restOfLine[0].length
    // Of the blank lines above and below, one stays.
    if (/(^|\n[ \t]*\r?\n|[{[(]\r?\n)$/.test(text.slice(0, start))) {
      end += /^([ \t]*\r?\n)*/.exec(text.slice(end))?.[0].length ?? 0
    }
  } else if (inCommaList) {
    end += /^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0
  }
  return { start, end, text: '' }
}

/** An error at a place of an authored module. */
export function errorAt(file: ts.SourceFile, position: number, message: string, hint: string): GeneratorError {
  const { line, character } = file.getLineAndCharacterOfPosition(position)
  const where = { file: file.fileName, line: line + 1, column: character + 1 }
  return new GeneratorError({
    code: 'template-invalid',
    message: `${where.file}:${where.line}: ${message}`,
    hint,
    where,
  })
}

/** Where the line comments end that head the file. */
function headerOf(text: string): number {
  return /^(\/\/(?! @when )[^\n]*\r?\n)*/.exec(text)?.[0].length ?? 0
}
