// What `git merge-file` makes of texts: the oracle of the tests here, and nothing that a run needs.
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../templates/contracts/services.ts'
import type { Part, Texts } from './diff3.ts'

/** Why git cannot be asked; null where it can. */
export const missingGit: string | null =
  spawnSync('git', ['merge-file', '-h']).error === undefined ? null : 'git is not on PATH (Debian: apt-get install git)'

/** Lines that stand in no pair: between two pairs they keep apart what git would else see as one text. */
const separator = (index: number): string => `|| end of pair ${index}, part one\n|| end of pair ${index}, part two\n`

/** Merges each pair by a git of its own. */
export async function mergedByGit(all: readonly Texts[]): Promise<readonly (readonly Part[])[]> {
  const folder = temporaryFolder('git-merges')
  try {
    for (const [index, { base, yours, generated }] of all.entries()) {
      writeFileSync(join(folder.path, `${index}.base`), base)
      writeFileSync(join(folder.path, `${index}.yours`), yours)
      writeFileSync(join(folder.path, `${index}.generated`), generated)
    }
    const half = Math.ceil(all.length / 2)
    await Promise.all([run(folder.path, 0, half), run(folder.path, half, all.length)])
    return all.map((_, index) => partsOf(readFileSync(join(folder.path, `${index}.merged`), 'utf8')))
  } finally {
    folder.remove()
  }
}

/** Merges many pairs by one git: each line of them must stand in one place alone, and end. */
export async function mergedTogether(all: readonly Texts[], together: number): Promise<readonly (readonly Part[])[]> {
  const bundles: Texts[] = []
  for (let from = 0; from < all.length; from += together) {
    const some = all.slice(from, from + together)
    const joined = (side: keyof Texts): string =>
      some.map((texts, index) => texts[side] + separator(from + index)).join('')
    bundles.push({ base: joined('base'), yours: joined('yours'), generated: joined('generated') })
  }
  const merged = await mergedByGit(bundles)
  return merged.flatMap((parts, bundle) => apart(parts, bundle * together, all.length))
}

function run(folder: string, from: number, to: number): Promise<void> {
  const script = `
    i=${from}
    while [ $i -lt ${to} ]; do
      git merge-file -p --diff3 $i.yours $i.base $i.generated >$i.merged
      i=$((i + 1))
    done`
  return new Promise((resolve, reject) => {
    const shell = spawn('sh', ['-c', script], { cwd: folder, stdio: 'ignore' })
    shell.on('error', reject)
    shell.on('exit', () => resolve())
  })
}

/** Reads `--diff3` markers back. */
function partsOf(merged: string): readonly Part[] {
  return merged
    .split(/^(<{7} [^]*?^>{7} .*\n)/m)
    .map((text): Part => {
      const conflict = /^<{7} .*\n([^]*?)^\|{7} .*\n([^]*?)^={7}\n([^]*?)^>{7} .*\n$/m.exec(text)
      if (conflict === null) {
        return { kind: 'settled', text, yours: text }
      }
      const [, yours = '', base = '', generated = ''] = conflict
      return { kind: 'conflict', yours, base, generated }
    })
    .filter((part) => part.kind === 'conflict' || part.text !== '')
}

/** Cuts the parts of a bundle behind each separator. */
function apart(parts: readonly Part[], from: number, end: number): readonly (readonly Part[])[] {
  const pairs: Part[][] = []
  let current: Part[] = []
  for (const part of parts) {
    if (part.kind === 'conflict') {
      current.push(part)
      continue
    }
    let rest = part.text
    for (let index = from + pairs.length; index < end; index += 1) {
      const at = rest.indexOf(separator(index))
      if (at === -1) {
        break
      }
      current.push({ kind: 'settled', text: rest.slice(0, at), yours: rest.slice(0, at) })
      pairs.push(current.filter((one) => one.kind === 'conflict' || one.text !== ''))
      current = []
      rest = rest.slice(at + separator(index).length)
    }
    current.push({ kind: 'settled', text: rest, yours: rest })
  }
  return pairs
}
