// Runs a command line as a process does: with compiled code kept for the next one, and with what `check` found remembered.
import { existsSync } from 'node:fs'
import module from 'node:module'
import { join, sep } from 'node:path'
import type { Package } from '../cache/recall.ts'
import type { CleanRun } from '../cache/remember.ts'
import type { Run } from '../pipeline.ts'

/**
 * Runs one command, and keeps what it printed if it had nothing to do.
 *
 * @returns The exit code.
 */
export async function run(args: readonly string[], self: Package): Promise<number> {
  keepCompiledCode(self)
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
  const [{ answerFile, questionOf }, { lookAbove }] = await Promise.all([
    import('../cache/answers.ts'),
    import('../cache/above.ts'),
  ])
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
 * V8's compiled code is kept beside this package, where only who may change its code may write; not in a temporary folder that
 * all users of a machine share. A machine of CI starts without it, and would write it for nobody.
 */
function keepCompiledCode({ root }: Package): void {
  const above = root.lastIndexOf(`${sep}node_modules${sep}`)
  if (above !== -1 && 'enableCompileCache' in module && !process.env['CI']) {
    const folder = join(root.slice(0, above), 'node_modules')
    if (existsSync(folder)) {
      module.enableCompileCache(join(folder, '.cache/create-session/compiled'))
    }
  }
}
