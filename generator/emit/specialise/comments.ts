// The comments before a place of a text, as the compiler finds them, without the compiler.

export interface Comment {
  readonly pos: number
  readonly end: number
}

const SHEBANG = /^#!.*/
const LINE_END = /[\n\r\u2028\u2029]/
const SPACE = /[\s\u0085\u180E\u200B]/

/** @param pos Where the token before it ends: what stands on the rest of its line belongs to that. */
export function leadingComments(text: string, pos: number): readonly Comment[] {
  const found: Comment[] = []
  let isNewLine = pos === 0
  let at = pos === 0 ? (SHEBANG.exec(text)?.[0].length ?? 0) : pos
  while (at < text.length) {
    const next = text.slice(at, at + 2)
    if (next === '//' || next === '/*') {
      const end = endOf(text, at)
      if (isNewLine) {
        found.push({ pos: at, end })
      }
      at = end
    } else if (SPACE.test(text.charAt(at))) {
      isNewLine ||= /[\n\r]/.test(text.charAt(at))
      at += 1
    } else {
      break
    }
  }
  return found
}

function endOf(text: string, start: number): number {
  if (text[start + 1] === '*') {
    const end = text.indexOf('*/', start + 2)
    return end === -1 ? text.length : end + 2
  }
  const length = text.slice(start).search(LINE_END)
  return length === -1 ? text.length : start + length
}
