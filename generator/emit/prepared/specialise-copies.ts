// Specialises authored modules from what the build has stored of them: the same as the compiler's way, pass by pass.
import type { Code, Module } from '../specialise.ts'
import { foldEdits } from '../specialise/fold.ts'
import { targetOf } from '../specialise/relink.ts'
import { Copy } from './copy.ts'
import { dropParametersOf } from './drop-parameters.ts'
import { type Prepared, Unprepared } from './prepared.ts'
import type { Rendered } from './program.ts'
import { pruneCopies } from './prune-copies.ts'
import { readRendered } from './rendered.ts'
import { fileFrom } from './stored-nodes.ts'

interface PreparedModule extends Module {
  readonly prepared: Prepared
}

/**
 * @returns The text of each module of which something is left, by path.
 * @throws {Unprepared} If the compiler has to say.
 */
export function specialiseCopies(modules: readonly PreparedModule[], code: Code): ReadonlyMap<string, string> {
  const { rendered, roots } = code
  const targets = new Map<Copy, readonly (string | null)[]>()
  const copies = modules.map((module) => copyOf(module, code, targets))
  const paths = new Set([...modules.map(({ path }) => path), ...rendered.keys()])
  const entries: readonly Rendered[] = [...rendered].map(([path, text]) => readRendered(path, text, paths))

  const needed = pruneCopies(copies, roots, entries, targets)
  dropParametersOf(needed, roots, entries, targets)
  const left = pruneCopies(needed, roots, entries, targets)
  return new Map(left.map(({ path, text }) => [path, text]))
}

function copyOf(
  { source, path, text, prepared }: PreparedModule,
  { spec, links }: Code,
  targets: Map<Copy, readonly (string | null)[]>,
): Copy {
  const copy = new Copy(path, text, prepared)
  const conditions = new Map(
    Object.entries(prepared.conditions).map(([condition, stored]) => [condition, fileFrom(stored, source, condition)]),
  )
  copy.edit(foldEdits(fileFrom(prepared.file, source, text), spec, conditions))
  const left = prepared.specifiers.map(({ range, text: authored }) =>
    copy.holds(range) ? { range, target: targetOf(source, path, authored, links) } : null,
  )
  copy.edit(
    left.flatMap((specifier) => {
      if (specifier === null) {
        return []
      }
      if (specifier.target === null) {
        throw new Unprepared()
      }
      const [start, end] = specifier.range
      return [{ start: copy.startOf(start) + 1, end: copy.endOf(end) - 1, text: specifier.target.specifier }]
    }),
  )
  targets.set(
    copy,
    left.map((specifier) => specifier?.target?.path ?? null),
  )
  return copy
}
