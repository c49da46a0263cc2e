// Brings a wiring in step with a config that has changed: the folder of the code, the connection of the backend.
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import { applyEdits, type Edit } from '../emit/specialise/edits.ts'
import { statementsAround } from './applications.ts'
import { isFromOutput } from './calls.ts'
import { findCall, findWiring } from './find.ts'
import type { Place } from './place.ts'
import type { WiringRecord } from './record.ts'
import { specifierOf } from './snippet.ts'
import { originOf, parseSource, type Source, walk } from './source.ts'
import { unableToRewire } from './unable.ts'
import { takeOut } from './unwire.ts'
import { targetOf, wire, wireAt } from './wire.ts'
import type { WireInput, Wiring } from './wiring.ts'

/**
 * @returns 'already-there' where nothing has to change. What was put in is replaced where it stands now; what a person has
 *   written or changed is not touched but for the folder that it names.
 */
export function rewire(input: WireInput, record: WiringRecord): Wiring {
  const state = findWiring(input, record)
  switch (state.kind) {
    case 'found':
      return { ...state, kind: 'already-there' }
    case 'gone':
      return wire(input)
    case 'outdated':
      return state.why === 'folder' ? moveFolder(input, state.record) : changeConnection(input, state.record)
  }
}

function moveFolder(input: WireInput, record: WiringRecord): Wiring {
  const call = findCall(input, record)
  const source = call?.source
  const text = source?.file.text
  if (source === undefined || text === undefined) {
    return wire(input)
  }
  const specifier = specifierOf(input, record.path)
  const old = specifiersOf({ ...input, plan: { ...input.plan, output: record.output } }, source)
  if (old.some((literal) => !literal.text.startsWith('.'))) {
    return unableToRewire(input, targetOf(input), record, 'the import names the folder by an alias of the project')
  }
  const edits = old.map((literal): Edit => ({ start: literal.getStart() + 1, end: literal.end - 1, text: specifier }))
  const names = new Set(old.map((literal) => literal.text))
  const insertions = record.insertions.map((insertion) =>
    [...names].reduce(
      (each, name) => each.replaceAll(`'${name}'`, `'${specifier}'`).replaceAll(`"${name}"`, `"${specifier}"`),
      insertion,
    ),
  )
  const moved = { ...record, output: input.plan.output, insertions }
  const next = applyEdits(text, edits)
  const done: Wiring = { kind: 'done', path: record.path, before: text, text: next, edits, record: moved }
  const further = rewire(reading(input, record.path, next), moved)
  return further.kind === 'done' ? { ...further, before: text, edits: [wholeOf(text, further.text)] } : done
}

function changeConnection(input: WireInput, record: WiringRecord): Wiring {
  const { path } = record
  const target = targetOf(input)
  const text = input.read(path) ?? ''
  const taken = record.insertions.length === 0 ? null : takeOut(text, record)
  if (taken === null) {
    return unableToRewire(input, target, record, `${path} hands over another connection than the config asks for`)
  }
  const source = parseSource(path, taken.text)
  const { method } = target.wire
  const place = method === null ? null : placeBehind(source, taken.positions.at(-1) ?? 0, record, method)
  const next = wireAt(reading(input, path, taken.text), path, place)
  return next.kind === 'done' ? { ...next, before: text, edits: [wholeOf(text, next.text)] } : next
}

/** Behind the statement that the call stood behind, in the same block. */
function placeBehind(source: Source, position: number, { insertions }: WiringRecord, method: string): Place | null {
  let after: ts.Statement | null = null
  walk(source.file, (node) => {
    if (compiler().isStatement(node) && statementsAround(node) !== null && node.end <= position) {
      const isCloser =
        after === null || node.end > after.end || (node.end === after.end && node.parent === after.parent)
      after = isCloser && surrounds(node.parent, position) ? node : after
    }
  })
  const call = /^[ \t]*(await )?([\w$.]+)\.\w+\(.*$/m.exec(insertions.at(-1)?.split('\n').filter(Boolean).at(-1) ?? '')
  return after === null || call?.[2] === undefined
    ? null
    : { kind: 'statement', receiver: call[2], method, after, isAwaited: call[1] !== undefined }
}

function surrounds(node: ts.Node, position: number): boolean {
  return node.pos <= position && position <= node.end
}

/** The literals by which a file names the code. */
function specifiersOf(input: WireInput, source: Source): readonly ts.StringLiteral[] {
  const found: ts.StringLiteral[] = []
  walk(source.file, (node) => {
    if (!compiler().isStringLiteral(node) || !isFromOutput(input, source.path, node.text)) {
      return
    }
    const { parent } = node
    const isModule =
      compiler().isImportDeclaration(parent) ||
      compiler().isExportDeclaration(parent) ||
      compiler().isExternalModuleReference(parent) ||
      compiler().isLiteralTypeNode(parent) ||
      (compiler().isCallExpression(parent) && originOf(source, parent) !== null)
    if (isModule) {
      found.push(node)
    }
  })
  return found
}

function reading(input: WireInput, path: string, text: string): WireInput {
  return { ...input, read: (asked) => (asked === path ? text : input.read(asked)) }
}

/** One edit that leads from a text to another, as short as can be. */
function wholeOf(before: string, after: string): Edit {
  const limit = Math.min(before.length, after.length)
  let start = 0
  while (start < limit && before[start] === after[start]) {
    start += 1
  }
  let end = 0
  while (end < limit - start && before[before.length - 1 - end] === after[after.length - 1 - end]) {
    end += 1
  }
  return { start, end: before.length - end, text: after.slice(start, after.length - end) }
}
