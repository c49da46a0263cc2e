// Builds a SvelteKit application for Node's own server. `vite build` needs Node 22.17 or later; what it builds runs on this one.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { runtimes } from '../../contracts/runtimes.ts'
import { temporaryFolder } from '../../contracts/services.ts'

const ROOT = join(import.meta.dirname, '../../..')

const SOURCE = join(ROOT, 'fixtures/frameworks/sveltekit')

/** What is built is kept here, by a hash of all that it was built from: each run of the tests needs it, most of them the same. */
const CACHE = join(ROOT, 'node_modules/.cache/create-session')

const PACKAGES = ['@sveltejs/adapter-node', '@sveltejs/kit', '@sveltejs/vite-plugin-svelte', 'svelte', 'vite']

const node24 = runtimes.find(({ name }) => name === 'node24')

/** Why nothing can be built here; null where it can. */
export const missingBuilder: string | null = node24?.missing ?? null

/**
 * Builds a copy of the application that tests put their own handlers into, unless that was done before.
 *
 * @returns The folder with its `handler.js`.
 */
export async function buildApplication(): Promise<string> {
  const built = join(CACHE, `sveltekit-${hashOfSources()}`)
  if (!existsSync(built)) {
    const folder = temporaryFolder('sveltekit')
    cpSync(SOURCE, folder.path, { recursive: true })
    await build(folder.path, { OUT: folder.path })
    mkdirSync(CACHE, { recursive: true })
    keep(join(folder.path, 'build'), built)
    folder.remove()
  }
  return built
}

/** Runs `vite build` in a folder with nothing of ours above it; the packages are those of this repository. */
export async function build(root: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
  for (const name of PACKAGES) {
    const link = join(root, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules', name), link)
  }
  await promisify(execFile)(node24?.program ?? '', [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build'], {
    cwd: root,
    env: { PATH: process.env['PATH'], HOME: root, ...env },
  })
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

function hashOfSources(): string {
  const hash = createHash('sha256')
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
