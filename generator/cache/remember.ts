// Keeps what a run printed that had nothing to do, for `recall` to print again.
import { randomBytes } from 'node:crypto'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, relative, sep } from 'node:path'
import type { Run } from '../pipeline.ts'
import { pathInside } from '../write/inside.ts'
import { type Answer, answerFile, isAnswer, type Question } from './answers.ts'
import { printCheapFacts } from './cheap-facts.ts'
import { inputsOf } from './inputs.ts'
import { byOf, type Package } from './recall.ts'
import { lastChangeOf, stateOf } from './state.ts'

/** How coarse the times of files are, on the coarsest file systems. */
const COARSENESS_MS = 2_000

/** What a run did that had nothing to do. */
export interface CleanRun {
  /** What it printed on standard output; nothing else. */
  readonly printed: string
  readonly runs: readonly Run[]
  /** When it began to look, in milliseconds since the epoch. */
  readonly startedAt: number
  /** What stood above the folder then, as `lookAbove` finds it. */
  readonly above: Answer['states']
}

/** Keeps an answer, if one may be kept. That it can't be written is no failure of the command. */
export function remember(
  question: Question,
  self: Package,
  clean: CleanRun,
  env: NodeJS.ProcessEnv = process.env,
): void {
  const file = answerFile(question, self.root, env)
  if (file === null) {
    return
  }
  try {
    const answer = answerOf(self, clean)
    if (answer !== null) {
      write(question.folder, file, JSON.stringify(answer))
    }
  } catch {
    // The next run looks again, as this one did.
  }
}

function answerOf(self: Package, { printed, runs, startedAt, above }: CleanRun): Answer | null {
  const inputs = runs.map((run) => inputsOf(run))
  const paths = new Set(inputs.flatMap((of) => of ?? []))
  const answer = {
    by: byOf(self),
    printed,
    facts: Object.fromEntries(runs.map(({ root, facts }) => [root, printCheapFacts(facts)])),
    states: Object.fromEntries([...paths].map((path) => [path, stateOf(path)])),
  }
  // What has changed while the run looked may not be what it saw.
  const isSettled = [...paths].every((path) =>
    path in above ? above[path] === answer.states[path] : lastChangeOf(path) < startedAt - COARSENESS_MS,
  )
  return runs.length > 0 && inputs.every((of) => of !== null) && isSettled && isAnswer(answer) ? answer : null
}

/** Through no link, and whole: another run may read it meanwhile. */
function write(folder: string, file: string, text: string): void {
  const path = pathInside(folder, relative(folder, file).split(sep).join('/'))
  mkdirSync(dirname(path), { recursive: true })
  const next = `${path}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(next, text, { flag: 'wx' })
    renameSync(next, path)
  } finally {
    rmSync(next, { force: true })
  }
}
