// Builds an Astro application for Node. `astro build` needs Node 22.12 or later; what it builds runs on this one.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { runtimes } from '../../contracts/runtimes.ts'
import { temporaryFolder } from '../../contracts/services.ts'

const ROOT = join(import.meta.dirname, '../../..')

const SOURCE = join(ROOT, 'fixtures/frameworks/astro')

/** What is built is kept here, by a hash of all that it was built from: each run of the tests needs it, most of them the same. */
const CACHE = join(ROOT, 'node_modules/.cache/create-session')

const PACKAGES = ['@astrojs/node', 'astro']

const node24 = runtimes.find(({ name }) => name === 'node24')

/** Why nothing can be built here; null where it can. */
export const missingBuilder: string | null = node24?.missing ?? null

/**
 * Builds a copy of the application that tests put their own handlers into, unless that was done before.
 *
 * @param without Files that the copy does not have.
 * @returns The folder with its `server/entry.mjs`.
 */
export async function buildApplication(without: readonly string[] = []): Promise<string> {
  const built = join(CACHE, `astro-${hashOfSources(without)}`)
  if (!existsSync(built)) {
    const folder = temporaryFolder('astro')
    cpSync(SOURCE, folder.path, { recursive: true })
    without.forEach((path) => rmSync(join(folder.path, path)))
    // What is built is silent too: most of the errors in tests are asked for.
    await build(folder.path, '--silent')
    keep(join(folder.path, 'dist'), built)
    folder.remove()
  }
  return built
}

/**
 * Runs `astro build` for a project, with the packages of this repository. Astro takes components of packages for the project's own
 * where they are in no folder that is above both: a copy is built here, and what comes of it goes where it belongs.
 *
 * @returns What it printed.
 */
export async function build(project: string, ...options: readonly string[]): Promise<string> {
  mkdirSync(CACHE, { recursive: true })
  const copy = mkdtempSync(join(CACHE, 'astro-project-'))
  try {
    cpSync(project, copy, { recursive: true })
    const { stdout, stderr } = await promisify(execFile)(
      node24?.program ?? '',
      [join(ROOT, 'node_modules/astro/bin/astro.mjs'), 'build', ...options],
      { cwd: copy, env: { PATH: process.env['PATH'], HOME: copy, ASTRO_TELEMETRY_DISABLED: '1' } },
    )
    cpSync(join(copy, 'dist'), join(project, 'dist'), { recursive: true })
    return stdout + stderr
  } finally {
    rmSync(copy, { recursive: true })
  }
}

/** Another worker may have been faster: what it built is the same. */
function keep(from: string, to: string): void {
  const own = `${to}.${process.pid}`
  cpSync(from, own, { recursive: true })
  try {
    renameSync(own, to)
  } catch {
    rmSync(own, { recursive: true })
  }
}

function hashOfSources(without: readonly string[]): string {
  const hash = createHash('sha256').update(without.join('\0'))
  for (const path of readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).toSorted()) {
    if (/\.\w+$/.test(path)) {
      hash.update(path).update(readFileSync(join(SOURCE, path)))
    }
  }
  for (const name of PACKAGES) {
    hash.update(readFileSync(join(ROOT, 'node_modules', name, 'package.json')))
  }
  return hash.digest('hex').slice(0, 16)
}
