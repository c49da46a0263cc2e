// What a person puts in where nobody else should: exactly which lines, and where.
import { posix } from 'node:path'
import type { TargetMeta } from '../../templates/meta.ts'
import type { HookMeta, WireMeta } from '../../templates/wire-meta.ts'
import type { Application } from './applications.ts'
import type { ImportPlace } from './import-place.ts'
import { type Manner, snippetOf, specifierOf } from './snippet.ts'
import type { WiringRecord } from './record.ts'
import { lineOf } from './source.ts'
import type { FileStyle } from './style.ts'
import type { WireInput, Wiring } from './wiring.ts'

/** For no file in particular: as the usage text has it. */
export function unable(
  input: WireInput,
  target: TargetMeta,
  why: string,
  place: string | null = null,
  specifier: string = input.usage.importPath,
): Wiring {
  const { making, orElse, alone } = target.wire
  if (alone !== undefined) {
    return unableAlone(input, alone, why)
  }
  const where =
    place ??
    `in the file that makes the application (${making})${orElse === null ? '' : `, or in ${orElse}`}${order(target)}`
  const manner = input.plan.fileExtension === '.mjs' ? 'require' : 'import'
  const paste = pasteFor(input, target, {
    style: ownStyle(input),
    manner,
    specifier,
    receiver: 'app',
  })
  return { kind: 'unable', why, paste, where }
}

/** For a framework that calls each file by its place. */
function unableAlone(input: WireInput, { file, names }: NonNullable<TargetMeta['wire']['alone']>, why: string): Wiring {
  const { plan, usage } = input
  const style = ownStyle(input)
  const { imports, setup, call } = snippetOf(input, {
    style,
    manner: 'import',
    specifier: usage.importPath,
    source: null,
    canAwait: true,
  })
  const exported = `export const { ${names(plan.spec['renew'] === 'on-access').join(', ')} } = ${call}`
  const paste = [...imports, '', ...setup, `${exported}${style.semicolons ? ';' : ''}`].join('\n')
  const path = posix.join(posix.dirname(plan.output), `${file}${plan.fileExtension}`)
  return { kind: 'unable', why, paste, where: `in ${path}, which the files of the application import` }
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
  { wire }: TargetMeta,
  how: { style: FileStyle; manner: Manner; specifier: string; receiver: string },
): string {
  const { imports, setup, call } = snippetOf(input, { ...how, source: null, canAwait: how.manner === 'import' })
  const end = how.style.semicolons ? ';' : ''
  const apart = wire.list === undefined || setup.length === 0 ? [] : ['']
  return [...imports, '', ...setup, ...apart, `${wiringOf(wire, how.receiver, call)}${end}`].join('\n')
}

/** Without its end. */
export function exportOf({ name }: HookMeta, call: string): string {
  return name === 'default' ? `export default ${call}` : `export const ${name} = ${call}`
}

/** The line that holds the call. */
function wiringOf({ method, hook, list, isAwaitable }: WireMeta, receiver: string, call: string): string {
  if (hook !== undefined) {
    return exportOf(hook, call)
  }
  if (list !== undefined) {
    return `export const ${list.name} = [${call}]`
  }
  const awaited = isAwaitable === 'always' ? 'await ' : ''
  return method === null ? `const handler = ${call}(handle)` : `${awaited}${receiver}.${method}(${call})`
}

/** In which order the call and what needs a session stand. */
export function order({ wire: { method } }: TargetMeta): string {
  return method === null ? '' : ', before the routes'
}

/** Of the files of the project, where no line tells. */
export function ownStyle({ facts: { style } }: WireInput): FileStyle {
  return {
    quote: style.singleQuote ? "'" : '"',
    semicolons: style.semi,
    endOfLine: '\n',
    hasSpacesInBraces: true,
    keyword: 'const',
  }
}
