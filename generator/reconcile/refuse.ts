// Keeps a run from writing anything while a file stands in its way, and says what to do about it.
import { GeneratorError } from '../errors.ts'
import { type Change, type ChangeReason, isInTheWay } from './change.ts'

/** @throws {GeneratorError} `conflict` or `in-the-way`, if a file must not be written as it is. */
export function refuseInTheWay(all: readonly Change[]): void {
  const changes = all.filter(isInTheWay)
  if (changes.length === 0) {
    return
  }
  const named = (reason: ChangeReason): readonly string[] =>
    changes
      .filter((change) => change.reason === reason)
      .map(({ path, line }) => (line === null ? path : `${path}:${line}`))
  const marked = named('conflict-markers')
  if (marked.length > 0) {
    throw new GeneratorError({
      code: 'in-the-way',
      message: `Nothing was written: there are conflict markers in ${marked.join(', ')}`,
      hint: 'Resolve them, and run again',
    })
  }
  const foreign = named('not-generated')
  if (foreign.length > 0) {
    throw new GeneratorError({
      code: 'in-the-way',
      message: `Nothing was written: ${foreign.join(', ')} would lose what you wrote`,
      hint: 'It was not generated here. Move it away, choose another folder by `output`, or take it in by `npx create-session adopt FILE`',
    })
  }
  const collided = changes.flatMap(({ path, conflicts }) => conflicts.map(({ line }) => `${path}:${line}`))
  throw new GeneratorError({
    code: 'conflict',
    message: `Nothing was written: your edits and what is new collide in ${collided.join(', ')}`,
    hint: 'See both sides with `npx create-session diff`; settle it with `generate --conflict=markers`, `ours` (yours) or `theirs` (the generated lines)',
  })
}
