// What a person puts in where nobody else should: exactly which lines, and where.
import type { TargetMeta } from '../../templates/meta.ts'
import type { Application } from './applications.ts'
import type { ImportPlace } from './import-place.ts'
import { type Manner, snippetOf, specifierOf } from './snippet.ts'
import type { WiringRecord } from './record.ts'
import { lineOf } from './source.ts'
import type { FileStyle } from './style.ts'
import type { WireInput, Wiring } from './wiring.ts'

/** For no file in particular: as the usage text has it. */
export function unable(input: WireInput, target: TargetMeta, why: string, place: string | null = null): Wiring {
  const { making, orElse } = target.wire
  const where =
    place ??
    `in the file that makes the application (${making})${orElse === null ? '' : `, or in ${orElse}`}${order(target)}`
  const manner = input.plan.fileExtension === '.mjs' ? 'require' : 'import'
  const paste = pasteFor(input, target, {
    style: ownStyle(input),
    manner,
    specifier: input.usage.importPath,
    receiver: 'app',
  })
  return { kind: 'unable', why, paste, where }
}

/** For a file that is known. */
export function unableIn(
  input: WireInput,
  target: TargetMeta,
  { source, made, receiver }: Application,
  why: string,
  imports: ImportPlace | null,
  place: string | null = null,
): Wiring {
  const paste = pasteFor(input, target, {
    style: imports?.style ?? ownStyle(input),
    manner: imports?.manner ?? (input.plan.fileExtension === '.mjs' ? 'require' : 'import'),
    specifier: specifierOf(input, source.path),
    receiver: receiver ?? 'app',
  })
  const where = `in ${source.path}, ${place ?? `behind line ${lineOf(source.file, made.end)}`}${order(target)}`
  return { kind: 'unable', why, paste, where }
}

/** For a wiring that somebody has changed. */
export function unableToRewire(input: WireInput, target: TargetMeta, { path }: WiringRecord, why: string): Wiring {
  const paste = pasteFor(input, target, {
    style: ownStyle(input),
    manner: input.plan.fileExtension === '.mjs' ? 'require' : 'import',
    specifier: specifierOf(input, path),
    receiver: 'app',
  })
  return { kind: 'unable', why, paste, where: `in ${path}, in place of what is there` }
}

function pasteFor(
  input: WireInput,
  { wire: { method, isAwaitable } }: TargetMeta,
  how: { style: FileStyle; manner: Manner; specifier: string; receiver: string },
): string {
  const { imports, setup, call } = snippetOf(input, { ...how, source: null, canAwait: how.manner === 'import' })
  const end = how.style.semicolons ? ';' : ''
  const awaited = isAwaitable === 'always' ? 'await ' : ''
  const wiring = method === null ? `const handler = ${call}(handle)` : `${awaited}${how.receiver}.${method}(${call})`
  return [...imports, '', ...setup, `${wiring}${end}`].join('\n')
}

/** In which order the call and what needs a session stand. */
export function order({ wire: { method } }: TargetMeta): string {
  return method === null ? '' : ', before the routes'
}

function ownStyle({ facts: { style } }: WireInput): FileStyle {
  return {
    quote: style.singleQuote ? "'" : '"',
    semicolons: style.semi,
    endOfLine: '\n',
    hasSpacesInBraces: true,
    keyword: 'const',
  }
}
