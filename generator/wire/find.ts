// Where a wiring is now: on another line, in another file, formatted in another way, or gone.
import { posix } from 'node:path'
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import { callsOf, readCandidates, type SessionsCall } from './calls.ts'
import { recordIn } from './record-in.ts'
import type { WiringRecord } from './record.ts'
import type { Source } from './source.ts'
import type { WireInput } from './wiring.ts'

export type WiringState =
  | { readonly kind: 'found'; readonly path: string; readonly line: number; readonly record: WiringRecord }
  | { readonly kind: 'gone'; readonly path: string; readonly record: WiringRecord }
  | {
      readonly kind: 'outdated'
      readonly path: string
      readonly line: number
      readonly record: WiringRecord
      /** The code is in another folder now, or the call hands over a connection that is not the one that the backend takes. */
      readonly why: 'folder' | 'connection'
    }

export function findWiring(input: WireInput, record: WiringRecord): WiringState {
  const call = findCall(input, record)
  if (call === null) {
    return { kind: 'gone', path: record.path, record }
  }
  const { node, line, source, output } = call
  const place = { path: source.path, line }
  const moved = { ...record, path: source.path }
  if (output !== input.plan.output) {
    return { kind: 'outdated', ...place, record: moved, why: 'folder' }
  }
  if (!hasItsConnection(input, record, { node, line, source })) {
    return { kind: 'outdated', ...place, record: moved, why: 'connection' }
  }
  return { kind: 'found', ...place, record: { ...recordIn(input, source.path), insertions: record.insertions } }
}

/** The call of the code where it is, else of the code where it was; of several the one in the file that is remembered. */
export function findCall(input: WireInput, record: WiringRecord): (SessionsCall & { readonly output: string }) | null {
  const outputs = [...new Set([input.plan.output, record.output])]
  const words = outputs.map((output) => posix.basename(output))
  // Most of the time it is where it was, and no other file has to be read.
  const there = readCandidates({ ...input, list: () => [record.path] }, words)
  const [first] = callsTo(input, input.plan.output, there)
  if (first !== undefined) {
    return first
  }
  const sources = readCandidates(input, words)
  const calls = outputs.flatMap((output) => callsTo(input, output, sources))
  return (
    calls.find(({ source, output }) => source.path === record.path && output === calls[0]?.output) ?? calls[0] ?? null
  )
}

function callsTo(
  input: WireInput,
  output: string,
  sources: readonly Source[],
): readonly (SessionsCall & { readonly output: string })[] {
  return callsOf({ ...input, plan: { ...input.plan, output } }, sources).map((call) => ({ ...call, output }))
}

/** What is handed over may come from anywhere; what certainly does not fit is nothing, or the connection of another driver. */
function hasItsConnection(input: WireInput, record: WiringRecord, { node, source }: SessionsCall): boolean {
  const { driver } = recordIn(input, source.path)
  const [options] = node.arguments
  if (driver === null) {
    return options === undefined || !handsOver(options, 'client')
  }
  const isOfOther =
    record.driver !== null &&
    record.driver !== driver &&
    [...source.bindings.values()].some(({ module }) => module === record.driver) &&
    options !== undefined &&
    handsOver(options, 'client')
  return options !== undefined && !isOfOther
}

function handsOver(options: ts.Expression, name: string): boolean {
  return (
    compiler().isObjectLiteralExpression(options) &&
    options.properties.some((property) => property.name?.getText() === name)
  )
}
