// A production build of the shop in fixtures/projects/nextjs, with sessions in it as a user gets them, and with the contract's routes.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../../generator/emit/read-template.ts'

const ROOT = packageRoot()
const SOURCES = ['fixtures/projects/nextjs', 'fixtures/nextjs-contract']
const CONFIG = "export default { target: 'nextjs', backend: 'cookie', csrf: true }\n"

/** Of generator/pipeline.ts. */
interface Pipeline {
  prepare(options: { readonly root: string }): Promise<unknown>
  apply(prepared: unknown): void
}

/** A build takes half a minute, and several test files want one: who comes later waits. */
const PATIENCE_MILLISECONDS = 590_000

/**
 * Builds it, unless it has been built from the same files before.
 *
 * @returns Its folder.
 */
export async function buildShop(): Promise<string> {
  const project = join(tmpdir(), `create-session-nextjs-${process.pid}-${Date.now()}`)
  SOURCES.forEach((source) => cpSync(join(ROOT, source), project, { recursive: true }))
  writeFileSync(join(project, 'sessions.config.ts'), CONFIG)
  const { apply, prepare } = (await import(/* @vite-ignore */ join(ROOT, 'generator/pipeline.ts'))) as Pipeline
  apply(await prepare({ root: project }))
  const built = join(tmpdir(), `create-session-nextjs-${hashOf(project)}`)
  try {
    // Whoever makes the folder builds.
    mkdirSync(built)
  } catch {
    rmSync(project, { recursive: true })
    if (await isDone(built)) {
      return built
    }
    rmSync(built, { recursive: true, force: true })
    return buildShop()
  }
  writeFileSync(join(built, 'builder'), String(process.pid))
  cpSync(project, built, { recursive: true })
  rmSync(project, { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(built, 'node_modules'))
  const { status, stdout, stderr } = spawnSync(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
    cwd: built,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    encoding: 'utf8',
  })
  if (status !== 0) {
    rmSync(built, { recursive: true })
    throw new Error(`next build ended with ${status}:\n${stdout}${stderr}`)
  }
  writeFileSync(join(built, 'done'), '')
  return built
}

/** What the build comes from: the files, and the version of Next.js. */
function hashOf(project: string): string {
  const hash = createHash('sha256')
    .update(readFileSync(join(ROOT, 'node_modules/next/package.json')))
    .update(ROOT)
  for (const file of readdirSync(project, { recursive: true, encoding: 'utf8' }).toSorted()) {
    if (statSync(join(project, file)).isFile()) {
      hash.update(`${file}\0`).update(readFileSync(join(project, file)))
    }
  }
  return hash.digest('hex').slice(0, 16)
}

/** Waits for whoever builds there; false if that has ended before it was done. */
async function isDone(built: string): Promise<boolean> {
  const deadline = Date.now() + PATIENCE_MILLISECONDS
  while (!existsSync(join(built, 'done'))) {
    await new Promise((resolve) => setTimeout(resolve, 200))
    if (Date.now() > deadline || !isRunning(join(built, 'builder'))) {
      return existsSync(join(built, 'done'))
    }
  }
  return true
}

function isRunning(builder: string): boolean {
  try {
    process.kill(Number(readFileSync(builder, 'utf8')), 0)
    return true
  } catch {
    return false
  }
}
