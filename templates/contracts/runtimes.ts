// The runtimes that emitted code is run on, and processes of them: from `fixtures/runtimes`, or from the PATH.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isOnPath } from './services.ts'
import type { RunningServer } from './target-contract.ts'

const FOLDER = join(import.meta.dirname, '../../fixtures/runtimes/node_modules')

const HOW_TO_GET_THEM = 'npm ci --prefix fixtures/runtimes --ignore-scripts'

export type RuntimeName = 'node20' | 'node22' | 'node24' | 'node26' | 'bun' | 'deno' | 'workerd'

export interface Runtime {
  readonly name: RuntimeName
  /** As people write it: `Node 24`. */
  readonly label: string
  /** Why it can't be run here, and how to get it; null where it is there. */
  readonly missing: string | null
  readonly program: string
  /** What runs a module; for workerd, a config. */
  readonly args: (file: string) => readonly string[]
}

export const runtimes: readonly Runtime[] = [
  nodeOf(20),
  nodeOf(22),
  nodeOf(24),
  nodeOf(26),
  runtimeOf('bun', 'Bun', '@oven/bun-linux-x64/bin/bun', (file) => [file]),
  // Without the flag Deno tells whoever looks at the signal of a request, as Elysia does, what that will be one day: it is that here.
  runtimeOf('deno', 'Deno', '@deno/linux-x64-glibc/deno', (file) => [
    'run',
    '--allow-all',
    '--no-config',
    '--unstable-no-legacy-abort',
    file,
  ]),
  runtimeOf('workerd', 'workerd', '@cloudflare/workerd-linux-64/bin/workerd', (file) => [
    'serve',
    file,
    '--control-fd=1',
  ]),
]

/**
 * Runs a server until it says on its output where it listens.
 *
 * @param cwd A folder with nothing of ours above it: some runtimes read configs from there.
 */
export async function launch(
  { program, args }: Runtime,
  file: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<RunningServer & { output(): string }> {
  const child = spawn(program, args(file), {
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd, DENO_DIR: join(cwd, 'deno'), DENO_NO_UPDATE_CHECK: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let output = ''
  const port = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString()
      const [, found] = /(?:127\.0\.0\.1:|"port":)(\d+)/.exec(output) ?? []
      if (found !== undefined) {
        resolve(found)
      }
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('error', reject)
    child.once('close', (code) => reject(new Error(`${program} ended with ${code}:\n${output}`)))
  })
  return {
    url: `http://127.0.0.1:${port}`,
    output: () => output,
    async stop() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** The Node that runs the tests, where it is of this major; else one from a package. */
function nodeOf(major: 20 | 22 | 24 | 26): Runtime {
  const isThis = process.versions.node.startsWith(`${major}.`)
  const packaged = join(FOLDER, `node${major}/bin/node`)
  const program = isThis ? process.execPath : packaged
  return {
    name: `node${major}`,
    label: `Node ${major}`,
    missing:
      isThis || runs(packaged)
        ? null
        : `Node ${major} neither runs the tests nor is it in fixtures/runtimes (${HOW_TO_GET_THEM})`,
    program,
    args: (file) => [file],
  }
}

function runtimeOf(name: 'bun' | 'deno' | 'workerd', label: string, path: string, args: Runtime['args']): Runtime {
  const packaged = join(FOLDER, path)
  const isPackaged = runs(packaged)
  return {
    name,
    label,
    missing:
      isPackaged || isOnPath(name) ? null : `${name} is neither in fixtures/runtimes (${HOW_TO_GET_THEM}) nor on PATH`,
    program: isPackaged ? packaged : name,
    args,
  }
}

function runs(program: string): boolean {
  return existsSync(program) && spawnSync(program, ['--version']).status === 0
}
