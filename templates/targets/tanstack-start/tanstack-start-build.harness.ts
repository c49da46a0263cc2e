// Builds applications of TanStack Start: what comes out is a function of the Fetch API.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'

export const ROOT: string = join(import.meta.dirname, '../../..')

const APPLICATION = join(ROOT, 'fixtures/frameworks/tanstack-start')

/** Within the project, where the packages that an application imports are found. */
const CACHE = join(ROOT, 'node_modules/.cache/create-session')

const PACKAGES = ['@tanstack/react-start', '@tanstack/react-router', 'react', 'vite']

/** What `dist/server/server.js` exports. */
export interface ServerEntry {
  readonly fetch: (request: Request) => Response | Promise<Response>
}

/**
 * Builds the application that tests put their own handlers into, unless that was done before.
 *
 * @returns Its folder, with `dist` in it.
 */
export function buildApplication(): string {
  const folder = join(CACHE, `tanstack-start-${hashOfSources()}`)
  if (!existsSync(folder)) {
    mkdirSync(CACHE, { recursive: true })
    const own = mkdtempSync(join(CACHE, 'building-'))
    cpSync(APPLICATION, own, { recursive: true })
    build(own)
    try {
      renameSync(own, folder)
    } catch (error) {
      // Another test was faster.
      rmSync(own, { recursive: true })
      if (!existsSync(folder)) {
        throw error
      }
    }
  }
  return folder
}

/** @throws {Error} With what vite said, if it fails. */
export function build(folder: string): void {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build'],
    {
      cwd: folder,
      // Vitest's own NODE_ENV would make a build for tests.
      env: { ...process.env, NODE_ENV: 'production' },
      encoding: 'utf8',
    },
  )
  if (status !== 0) {
    throw new Error(`vite build ended with ${status}:\n${stdout}${stderr}`)
  }
}

/** What the build depends on: the sources, and what builds them. */
function hashOfSources(): string {
  const hash = createHash('sha256').update(process.version)
  const packages = PACKAGES.map((name) => join(ROOT, 'node_modules', name, 'package.json'))
  const sources = readdirSync(APPLICATION, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((path) => join(APPLICATION, path))
  for (const path of [...packages, ...sources.filter((file) => statSync(file).isFile())]) {
    hash.update(path.slice(ROOT.length)).update('\0').update(readFileSync(path))
  }
  return hash.digest('hex').slice(0, 16)
}
