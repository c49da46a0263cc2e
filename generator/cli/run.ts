// Runs a command line as a process does: with compiled code kept for the next one, and with what `check` found remembered.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { join, sep } from 'node:path'
import { answerFile, questionOf } from '../cache/answers.ts'
import { keepTexts, keptTexts } from '../format/kept-texts.ts'
import type { Package } from '../cache/recall.ts'
import type { CleanRun } from '../cache/remember.ts'
import type { Run } from '../pipeline.ts'

/**
 * Runs one command, and keeps what it printed if it had nothing to do.
 *
 * @returns The exit code.
 */
export async function run(args: readonly string[], self: Package): Promise<number> {
  const cache = cacheOf(self)
  if (cache !== null) {
    keepCompiledCode(cache)
    keepFormattedTexts(cache)
  }
  const remembering = await rememberingOf(args, self)
  const [{ main }, { processTerminal }] = await Promise.all([import('./main.ts'), import('./terminal.ts')])
  const terminal = processTerminal()
  const runs: Run[] = []
  const printed = { out: '', err: '' }
  const code = await main(
    args,
    {
      ...terminal,
      out: (text) => {
        printed.out += `${text}\n`
        terminal.out(text)
      },
      err: (text) => {
        printed.err += `${text}\n`
        terminal.err(text)
      },
    },
    (clean) => runs.push(clean),
  )
  keptTexts()?.write()
  if (code === 0 && runs.length > 0 && printed.err === '') {
    await remembering?.({ printed: printed.out, runs })
  }
  return code
}

/** How the answer of a run that begins now is kept; null where none is. */
async function rememberingOf(
  args: readonly string[],
  self: Package,
): Promise<((clean: Pick<CleanRun, 'printed' | 'runs'>) => Promise<void>) | null> {
  const { lookAbove } = await import('../cache/above.ts')
  const question = questionOf(args)
  if (question === null || answerFile(question, self.root) === null) {
    return null
  }
  const above = lookAbove(question.folder)
  return async (clean) => {
    const { remember } = await import('../cache/remember.ts')
    remember(question, self, { ...clean, startedAt: performance.timeOrigin, above })
  }
}

/**
 * Beside this package, where only who may change its code may write; not in a temporary folder that all users of a machine share.
 * Null in CI: a machine of CI starts without it, and would write it for nobody.
 */
function cacheOf({ root }: Package): string | null {
  const above = root.lastIndexOf(`${sep}node_modules${sep}`)
  const folder = join(root.slice(0, Math.max(0, above)), 'node_modules')
  return above !== -1 && !process.env['CI'] && !process.env['GITHUB_ACTIONS'] && existsSync(folder)
    ? join(folder, '.cache/create-session')
    : null
}

/** V8's compiled code. */
function keepCompiledCode(cache: string): void {
  if ('enableCompileCache' in module) {
    module.enableCompileCache(join(cache, 'compiled'))
  }
}

/** Formatted texts, for all runs in a folder. */
function keepFormattedTexts(cache: string): void {
  const folder = questionOf([])?.folder
  if (folder !== undefined) {
    const name = createHash('sha256').update(folder).digest('base64url')
    keepTexts(join(cache, `formatted-${name}.json`))
  }
}
