// Merges what you edited with what is new, over the text as it was generated last.
import { mergeDeclarations } from './declarations.ts'
import { diff3, type Part, type Texts } from './diff3.ts'
import { flawOf } from './guard.ts'
import { linesOf } from './lines.ts'

/** A place where your edits and what is new collide. */
export interface Conflict extends Texts {
  /** In your text, counted from 1. */
  readonly line: number
  readonly why: 'both-changed' | 'does-not-parse' | 'imports-twice'
}

export interface MergeInput extends Texts {
  /** Its ending says the language. */
  readonly path: string
}

export type Merged = { readonly kind: 'merged'; readonly text: string } | Collision

export interface Collision {
  readonly kind: 'conflict'
  readonly conflicts: readonly Conflict[]
  /** The whole text, in stretches: settled ones, and the conflicts in their order. */
  readonly parts: readonly Part[]
  readonly input: MergeInput
}

/**
 * All texts have `\n` alone and no byte order mark. TypeScript and JavaScript are merged declaration by declaration: lines alone
 * collide where edits are near to each other, and can take one declaration for another that looks like it. A result that does not
 * parse, or that declares a name twice, is a conflict of the whole file.
 */
export function merge(input: MergeInput): Merged {
  const { path, base, yours, generated } = input
  const ended = { base: withEnd(base), yours: withEnd(yours), generated: withEnd(generated) }
  const parts = (isCode(path) ? mergeDeclarations(path, ended) : null) ?? diff3(ended)
  if (parts.some(({ kind }) => kind === 'conflict')) {
    return { kind: 'conflict', conflicts: conflictsOf(parts), parts, input }
  }
  const text = lastLineAs(input, settled(parts, 'yours'))
  const why = isCode(path) ? flawOf(path, text, input) : null
  return why === null
    ? { kind: 'merged', text }
    : {
        kind: 'conflict',
        conflicts: [{ line: 1, why, base, yours, generated }],
        parts: [{ kind: 'conflict', ...ended }],
        input,
      }
}

/**
 * The text of a conflict that was settled in one way for all its places: with markers around both, or with one side. Where code of
 * one side does not fit what was merged around it, the whole text is that side's.
 */
export function resolve({ parts, input }: Collision, policy: 'markers' | 'ours' | 'theirs'): string {
  if (policy === 'markers') {
    const text = parts.map((part) => (part.kind === 'settled' ? part.text : marked(part))).join('')
    return parts.at(-1)?.kind === 'conflict' ? text : lastLineAs(input, text)
  }
  const side = policy === 'ours' ? 'yours' : 'generated'
  const text = lastLineAs(input, settled(parts, side))
  return isCode(input.path) && flawOf(input.path, text, input) !== null ? input[side] : text
}

/** Every line of it ends: markers stand on lines of their own. */
function marked({ base, yours, generated }: Texts): string {
  return `<<<<<<< yours\n${yours}||||||| as generated last\n${base}=======\n${generated}>>>>>>> generated now\n`
}

function settled(parts: readonly Part[], side: 'yours' | 'generated'): string {
  return parts.map((part) => (part.kind === 'settled' ? part.text : part[side])).join('')
}

function conflictsOf(parts: readonly Part[]): readonly Conflict[] {
  const conflicts: Conflict[] = []
  let line = 1
  for (const part of parts) {
    if (part.kind === 'conflict') {
      const { base, yours, generated } = part
      conflicts.push({ line, base, yours, generated, why: 'both-changed' })
    }
    line += linesOf(part.yours).length
  }
  return conflicts
}

function isCode(path: string): boolean {
  return /\.[cm]?[jt]s$/.test(path)
}

function withEnd(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}

/** A newline at the end is a choice of its own: yours, where you made one. */
function lastLineAs({ base, yours, generated }: Texts, text: string): string {
  const ends = (one: string): boolean => one === '' || one.endsWith('\n')
  const isEnded = ends(yours) === ends(base) ? ends(generated) : ends(yours)
  return isEnded ? text : text.replace(/\n$/, '')
}
