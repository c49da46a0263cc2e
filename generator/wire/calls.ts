// Finds where the generated `sessions` is called, however the application names it and wherever it stands.
import { posix } from 'node:path'
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import { candidates } from './candidates.ts'
import { lineOf, originOf, parseSource, type Source, walk } from './source.ts'
import type { WireInput } from './wiring.ts'

export interface SessionsCall {
  readonly source: Source
  readonly node: ts.CallExpression
  readonly line: number
}

/** The candidates that hold one of some words. */
export function readCandidates(
  { read, list, plan }: Pick<WireInput, 'read' | 'list' | 'plan'>,
  words: readonly string[],
): readonly Source[] {
  return candidates(list(), plan.output).flatMap((path) => {
    const text = read(path)
    return text !== null && words.some((word) => text.includes(word)) ? [parseSource(path, text)] : []
  })
}

export function callsOf(input: Pick<WireInput, 'plan' | 'facts'>, sources: readonly Source[]): readonly SessionsCall[] {
  const calls: SessionsCall[] = []
  for (const source of sources) {
    walk(source.file, (node) => {
      const origin = compiler().isCallExpression(node) ? originOf(source, node.expression) : null
      if (
        compiler().isCallExpression(node) &&
        origin?.name === 'sessions' &&
        isFromOutput(input, source.path, origin.module)
      ) {
        calls.push({ source, node, line: lineOf(source.file, node.getStart()) })
      }
    })
  }
  return calls
}

/** Whether an import of `module` in the file `from` leads to the generated code. */
export function isFromOutput(
  { plan, facts }: Pick<WireInput, 'plan' | 'facts'>,
  from: string,
  module: string,
): boolean {
  const path = module.replace(/\.[cm]?[jt]s$/, '').replace(/\/index$/, '')
  if (/^\.{1,2}(\/|$)/.test(path)) {
    return posix.join(posix.dirname(from), path).replace(/\/$/, '') === plan.output
  }
  // `@/sessions`, `~/sessions`, `#sessions`, `src/sessions`: what the project maps to its sources.
  const [head = '', ...rest] = path.split('/')
  const tail = rest.length === 0 ? head.replace(/^[#~@]/, '') : rest.join('/')
  const isPackage = [...facts.dependencies.keys()].some((name) => module === name || module.startsWith(`${name}/`))
  const isMapped = /^[@~#$]/.test(head) || path === plan.output
  return isMapped && !isPackage && tail !== '' && `/${plan.output}`.endsWith(`/${tail}`)
}
