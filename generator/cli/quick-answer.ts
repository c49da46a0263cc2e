// What can be said before anything heavy is loaded: the version, help, and that there is nothing to do.
import { readFileSync } from 'node:fs'
import type { Package } from '../cache/recall.ts'

/** Help as the build has printed it, by the name of the command; '' is the program's. */
export const HELP_FILE: URL = new URL('./help.json', import.meta.url)

/** @returns What to print, with its last line end; null where a command has to run. */
export async function quickAnswer(args: readonly string[], self: Package): Promise<string | null> {
  if (args.length === 1 && args[0] === '--version') {
    return `${self.version}\n`
  }
  if (args.length <= 2 && args.at(-1) === '--help') {
    return helpOf(args.length === 1 ? '' : (args[0] ?? ''))
  }
  if (args[0] === 'check' || args[0] === 'generate') {
    const { recallOf } = await import('../cache/recall.ts')
    return recallOf(args, self)
  }
  return null
}

function helpOf(name: string): string | null {
  try {
    const texts = JSON.parse(readFileSync(HELP_FILE, 'utf8')) as Readonly<Record<string, string>>
    return Object.hasOwn(texts, name) ? (texts[name] ?? null) : null
  } catch {
    // Not built, but compiled alone: yargs prints it.
    return null
  }
}
