// `check` and `generate` with nothing to do: prints what the same question got last, if nothing that it rests on has changed.
import { readFileSync } from 'node:fs'
import { type Answer, answerFile, isAnswer, type Question, questionOf } from './answers.ts'
import { readCheapFacts } from './cheap-facts.ts'
import { stateOf } from './state.ts'

/** This package, as far as an answer depends on it. */
export interface Package {
  readonly root: string
  readonly version: string
}

/** What the last run with these arguments printed here. */
export function recallOf(args: readonly string[], self: Package): string | null {
  const question = questionOf(args)
  return question === null ? null : recall(question, self)
}

/**
 * What the last run printed; null where that has to be found out. An answer is never taken for more than: these bytes gave
 * nothing to do.
 */
export function recall(question: Question, self: Package, env: NodeJS.ProcessEnv = process.env): string | null {
  const file = answerFile(question, self.root, env)
  if (file === null) {
    return null
  }
  try {
    const answer: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isAnswer(answer) && answer.by === byOf(self) && isStillTrue(answer) ? answer.printed : null
  } catch {
    // No answer, or a file that can't be read: the run says what is to be said about that.
    return null
  }
}

/** Node is named too: what it brings, and how it resolves, changes with it. */
export function byOf({ version }: Package): string {
  return `create-session ${version}, node ${process.version}`
}

function isStillTrue({ facts, states }: Answer): boolean {
  return (
    Object.entries(states).every(([path, state]) => stateOf(path) === state) &&
    Object.entries(facts).every(([root, found]) => readCheapFacts(root) === found)
  )
}
