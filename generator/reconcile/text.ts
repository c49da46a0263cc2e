// Text as it is compared: line ends and a byte order mark are no difference.
import { createHash } from 'node:crypto'

/** The text with `\n` alone and without a byte order mark. */
export function normalised(text: string): string {
  return text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
}

/** SHA-256 of the normalised text, base64url. */
export function hashOf(text: string): string {
  return createHash('sha256').update(normalised(text)).digest('base64url')
}

/** The text with the line ends that most lines of `model` have, and with its byte order mark. */
export function withLineEndsOf(model: string, text: string): string {
  const lines = model.split('\n')
  const crlf = lines.filter((line) => line.endsWith('\r')).length
  const lf = normalised(text)
  const mark = model.startsWith('\uFEFF') ? '\uFEFF' : ''
  return mark + (crlf > (lines.length - 1) / 2 ? lf.replaceAll('\n', '\r\n') : lf)
}
