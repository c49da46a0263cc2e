// The application of fixtures/projects/nuxt with sessions in it as a user gets them, built by Nuxt and served by Node.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { packageRoot } from '../../../generator/emit/read-template.ts'
import { runtimes } from '../../contracts/runtimes.ts'

const ROOT = packageRoot()
const SOURCE = join(ROOT, 'fixtures/projects/nuxt')
const CACHE = join(ROOT, 'node_modules/.cache/create-session')

/** Of generator/pipeline.ts. */
interface Pipeline {
  prepare(options: { readonly root: string }): Promise<unknown>
  apply(prepared: unknown): void
}

const node22 = runtimes.find(({ name }) => name === 'node22')

/** Why nothing can be built here; null where it can. */
export const missingNuxt: string | null = existsSync(join(SOURCE, 'node_modules/nuxt'))
  ? (node22?.missing ?? null)
  : 'Nuxt is not there (npm ci --prefix fixtures/projects/nuxt --ignore-scripts)'

export const BUILD_MILLISECONDS = 600_000

/**
 * Builds it with this backend, unless that was done from the same files before.
 *
 * @returns The folder with its `server/index.mjs`.
 */
export async function buildApplication(backend: 'cookie' | 'memory'): Promise<string> {
  mkdirSync(CACHE, { recursive: true })
  const project = join(CACHE, `nuxt-${backend}-${process.pid}`)
  cpSync(SOURCE, project, {
    recursive: true,
    filter: (path) => !/^(node_modules|\.nuxt|\.output)/.test(relative(SOURCE, path)),
  })
  const options = backend === 'cookie' ? "'cookie'" : "{ type: 'memory', allowInProduction: true }"
  writeFileSync(join(project, 'sessions.config.ts'), `export default { target: 'nuxt', backend: ${options} }\n`)
  const { apply, prepare } = (await import(/* @vite-ignore */ join(ROOT, 'generator/pipeline.ts'))) as Pipeline
  apply(await prepare({ root: project }))
  const built = join(CACHE, `nuxt-${hashOf(project)}`)
  if (!existsSync(built)) {
    symlinkSync(join(SOURCE, 'node_modules'), join(project, 'node_modules'))
    const run = promisify(execFile)
    await run(node22?.program ?? '', [join(SOURCE, 'node_modules/nuxt/bin/nuxt.mjs'), 'build'], {
      cwd: project,
      env: {
        PATH: process.env['PATH'],
        HOME: project,
        NODE_ENV: 'production',
        NUXT_TELEMETRY_DISABLED: '1',
        CI: '1',
      },
    })
    // With the types of Nitro and h3 that Nuxt has written down.
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc')
    await run(process.execPath, [compiler, '-p', '.nuxt/tsconfig.server.json', '--noEmit'], { cwd: project })
    try {
      renameSync(join(project, '.output'), built)
    } catch (error) {
      // Another worker may have been faster: what it built is the same.
      if (!existsSync(built)) {
        throw error
      }
    }
  }
  rmSync(project, { recursive: true })
  return built
}

/** What the build comes from: the files, and the version of Nuxt. */
function hashOf(project: string): string {
  const hash = createHash('sha256').update(readFileSync(join(SOURCE, 'package-lock.json')))
  for (const file of readdirSync(project, { recursive: true, encoding: 'utf8' }).toSorted()) {
    if (statSync(join(project, file)).isFile()) {
      hash.update(`${file}\0`).update(readFileSync(join(project, file)))
    }
  }
  return hash.digest('hex').slice(0, 16)
}
